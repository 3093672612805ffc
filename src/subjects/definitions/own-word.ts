/**
 * The definitions of a checkout that is not trusted: no program runs, and of data only what makes a check stricter
 * counts. Whoever could leak could also write that it is allowed.
 */
import type { ScenarioData } from "../../../sim/home/scenario.ts";
import { projectAbove } from "../../compile/project.ts";
import { IDLE } from "../../judge/verdict/idle.ts";
import { EXIT_USAGE, UserError } from "../../user-error.ts";
import { readData } from "./data-file.ts";
import {
  type DefinitionFile,
  type Definitions,
  definitionAt,
  type Fields,
  fileAt,
  isProgram,
} from "./definition.ts";

/** Fields of a definition that did not count. */
export interface SetAside {
  readonly file: string;
  readonly fields: readonly string[];
}

/** Fields that can make a check stricter, and do not make it laxer. */
const STRICTER = [
  ...["secrets", "scenarios", "safety", "require"],
  ...["without", "profile", "judge", "stockWifiLog", "board"],
];

/** Entries of these fields, each of which takes runs: a check of a stranger's project must end. */
const MOST = { secrets: 50, scenarios: 10, safety: 5 };

export class OwnWord implements Definitions {
  private readonly programs = new Set<string>();
  private readonly aside = new Map<string, readonly string[]>();

  /** Programs that were there and did not run. */
  get notRun(): string[] {
    return [...this.programs].sort();
  }

  get setAside(): SetAside[] {
    return [...this.aside].sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, fields]) => ({ file, fields }));
  }

  find(stem: string): DefinitionFile | null {
    const path = definitionAt(stem);
    if (path === null) return null;
    const file = fileAt(path);
    if (!isProgram(file)) return file;
    this.programs.add(file.shown);
    return null;
  }

  async load(file: DefinitionFile): Promise<unknown> {
    return readData(file);
  }

  admitted({ shown }: DefinitionFile, fields: Fields): Fields {
    for (const [name, most] of Object.entries(MOST))
      if (((fields[name] as readonly unknown[] | undefined)?.length ?? 0) > most)
        throw new UserError(
          `${shown}: ${name} are more than ${most}, too many for a checkout that is not trusted.`,
          EXIT_USAGE,
        );
    const names = Object.keys(fields);
    const counts = Object.fromEntries(Object.entries(fields).filter(([name]) => STRICTER.includes(name)));
    const { secrets, scenarios } = counts as {
      readonly secrets?: readonly unknown[];
      readonly scenarios?: readonly ScenarioData[];
    };
    // What says more than a name could say that a credential is kept where it is not.
    const named = secrets?.filter((secret) => typeof secret === "string");
    const aside = names.filter((name) => !STRICTER.includes(name));
    if (named?.length !== secrets?.length) aside.push("secrets");
    if (aside.length > 0) this.aside.set(shown, aside.sort());
    return {
      ...counts,
      ...(named !== undefined && { secrets: named }),
      ...(scenarios !== undefined && { scenarios: [IDLE, ...scenarios] }),
    };
  }

  rootAbove(folder: string): string | null {
    return projectAbove(folder);
  }
}
