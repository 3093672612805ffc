/** Asks a person for the choices of `tightlip init`. */
import type { Readable, Writable } from "node:stream";
import { confirm, isCancel, multiselect, select, text } from "@clack/prompts";
import { findBoards } from "../flash/boards.ts";
import type { FoundProject } from "../setup/found-project.ts";
import { checkPackageName } from "../setup/package-json.ts";
import { type Choices, CI_SYSTEMS } from "../setup/plan.ts";
import { UserError } from "../user-error.ts";

/** As a shell reports a program that was interrupted. */
const EXIT_INTERRUPTED = 130;
const CI_NAMES = { github: "GitHub Actions", gitlab: "GitLab CI" } as const;
const NO_BOARD = "";

export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
}

export class Asked {
  constructor(private readonly terminal: Terminal) {}

  /** What is in `defaults` unless it is answered otherwise; what is `known` is not asked. */
  async choices(project: FoundProject, defaults: Choices, known: readonly string[]): Promise<Choices> {
    const asks = (choice: keyof Choices) => !known.includes(choice);
    return {
      ...defaults,
      ...(asks("name") && project.packageJson === null && { name: await this.name(defaults) }),
      ...(asks("board") && { board: await this.board(project, defaults) }),
      ...(asks("policy") && project.firmware.length > 0 && { policy: await this.policy(defaults) }),
      ...(asks("ci") && !project.isBelowRepository && { ci: await this.ci(defaults) }),
      ...(asks("editor") && { editor: await this.editor(defaults) }),
    };
  }

  async goAhead(): Promise<boolean> {
    return await this.answer(confirm({ ...this.terminal, message: "Write these files?" }));
  }

  private async name({ name }: Choices): Promise<string> {
    const validate = (given = "") => {
      try {
        checkPackageName(given === "" ? name : given);
      } catch (error) {
        return (error as Error).message;
      }
    };
    const message = "Name of the project";
    return await this.answer(
      text({ ...this.terminal, message, defaultValue: name, placeholder: name, validate }),
    );
  }

  private async board({ folder, firmware }: FoundProject, { board }: Choices): Promise<string | null> {
    const options = findBoards(folder).map(({ id, name, chip }) => ({
      value: id,
      label: name,
      hint: `${id}, ${chip}`,
    }));
    const none = { value: NO_BOARD, label: "None in particular", hint: "" };
    const chosen = await this.answer(
      select({
        ...this.terminal,
        message: "Board",
        options: firmware.length > 0 ? [none, ...options] : options,
        initialValue: board ?? NO_BOARD,
        maxItems: 10,
      }),
    );
    return chosen === NO_BOARD ? null : chosen;
  }

  private async policy({ policy }: Choices): Promise<boolean> {
    const message = "A policy beside the firmware, to say later what it may do?";
    return await this.answer(confirm({ ...this.terminal, message, initialValue: policy }));
  }

  private async ci({ ci }: Choices): Promise<Choices["ci"]> {
    return await this.answer(
      multiselect({
        ...this.terminal,
        message: "CI",
        options: CI_SYSTEMS.map((value) => ({ value, label: CI_NAMES[value] })),
        initialValues: [...ci],
        required: false,
      }),
    );
  }

  private async editor({ editor }: Choices): Promise<boolean> {
    return await this.answer(
      confirm({ ...this.terminal, message: "Settings for VS Code?", initialValue: editor }),
    );
  }

  private async answer<T>(prompt: Promise<T>): Promise<Exclude<T, symbol>> {
    const answer = await prompt;
    if (isCancel(answer)) throw new UserError("Interrupted: nothing was written.", EXIT_INTERRUPTED);
    return answer as Exclude<T, symbol>;
  }
}
