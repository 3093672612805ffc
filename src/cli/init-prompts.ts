/** Prompts of `tightlip init`: they ask a person for the choices. */
import type { Readable, Writable } from "node:stream";
import { confirm, isCancel, multiselect, select, text } from "@clack/prompts";
import { CI_SYSTEMS } from "../setup/ci-files.ts";
import { checkPackageName } from "../setup/package-json.ts";
import type { Choices } from "../setup/plan.ts";
import { listBoards } from "../tasks/boards.ts";
import type { InitFolder } from "../tasks/init.ts";
import { Interrupted } from "../user-error.ts";

const CI_NAMES = { github: "GitHub Actions", gitlab: "GitLab CI" } as const;
const NO_BOARD = "";

export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
}

export class InitPrompts {
  constructor(private readonly terminal: Terminal) {}

  /** The folder's defaults, unless they are answered otherwise. Choices that are `known` are not asked for. */
  async choices(folder: InitFolder, known: readonly string[]): Promise<Choices> {
    const { defaults } = folder;
    const asks = (choice: keyof Choices) => !known.includes(choice);
    return {
      ...defaults,
      ...(asks("name") && !folder.hasPackage && { name: await this.name(defaults) }),
      ...(asks("board") && { board: await this.board(folder) }),
      ...(asks("policy") && folder.firmware.length > 0 && { policy: await this.policy(defaults) }),
      ...(asks("ci") && !folder.isBelowRepository && { ci: await this.ci(defaults) }),
      ...(asks("editor") && { editor: await this.editor(defaults) }),
      ...(asks("hook") && folder.hook?.state === "free" && { hook: await this.hook(defaults) }),
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

  private async board({ folder, firmware, defaults: { board } }: InitFolder): Promise<string | null> {
    const options = listBoards({ folder }).boards.map(({ id, name, chip }) => ({
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

  private async hook({ hook }: Choices): Promise<boolean> {
    const message = "A hook of git that refuses a commit with a new leak?";
    return await this.answer(confirm({ ...this.terminal, message, initialValue: hook }));
  }

  private async answer<T>(prompt: Promise<T>): Promise<Exclude<T, symbol>> {
    const answer = await prompt;
    if (isCancel(answer)) throw new Interrupted("nothing was written.");
    return answer as Exclude<T, symbol>;
  }
}
