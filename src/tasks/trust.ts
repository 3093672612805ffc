/** Trust in a checkout: which definitions and which baseline of it count, and what a report says of the others. */
import { existsSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isWithin, projectTop, realPathOf } from "../project-top.ts";
import { parseBaseline, readBaseline } from "../report/baseline-file.ts";
import type { DefinitionChange, TrustReport } from "../report/document.ts";
import type { Suppression } from "../report/suppression.ts";
import { trustLines } from "../report/trust.ts";
import { appliancesIn } from "../subjects/appliance.ts";
import type { AlteredPart } from "../subjects/definitions/altered-parts.ts";
import { CommitDefinitions } from "../subjects/definitions/commit-definitions.ts";
import {
  type CommitTree,
  closeCommit,
  fileOfCommit,
  openCommit,
} from "../subjects/definitions/commit-tree.ts";
import type { Definitions } from "../subjects/definitions/definition.ts";
import { OwnWord } from "../subjects/definitions/own-word.ts";
import { ProgramProcess } from "../subjects/definitions/program-process.ts";
import { ProjectDefinitions, type RunProgram } from "../subjects/definitions/project-definitions.ts";
import type { Untrusted } from "../subjects/definitions/untrusted.ts";
import { type TaskContext, warningTo } from "./progress.ts";

/** Where the definitions of a task are from. To be closed. */
export abstract class Trust {
  protected readonly programs: ProgramProcess;
  abstract readonly definitions: Definitions;

  /** `cwd`: working folder of programs. */
  constructor(readonly cwd = process.cwd()) {
    this.programs = new ProgramProcess(undefined, cwd);
  }

  /**
   * Does some work with the trust that is asked for, and closes it; null trusts the checkout, which is the one that the
   * first target lies in. Throws a UserError for a commit that is not there.
   */
  static async with<Result>(
    untrusted: Untrusted | null,
    [target = "."]: readonly string[],
    work: (trust: Trust) => Promise<Result>,
  ): Promise<Result> {
    const folder = folderOf(target);
    const trust =
      untrusted === null
        ? Trust.ofCheckout()
        : untrusted.policyFrom === null
          ? new NoTrust(folder)
          : new TrustInCommit(openCommit(untrusted.policyFrom, folder));
    try {
      return await work(trust);
    } finally {
      trust.close();
    }
  }

  /** Trust in the whole checkout. */
  static ofCheckout(): Trust {
    return new TrustInProject();
  }

  /** Warns of what did not count, where no report says it. */
  warn(context: Pick<TaskContext, "on">): void {
    const report = this.report();
    if (report !== null) trustLines(report).forEach(warningTo(context));
  }

  /** Suppressions of a baseline that count. Throws a UserError for a file that is none. */
  abstract suppressions(file: string, create: boolean): readonly Suppression[];

  /** What did not count; null where the checkout is trusted. */
  abstract report(): TrustReport | null;

  /** Functions of programs cannot be called afterwards. */
  close(): void {
    this.programs.close();
  }

  protected get run(): RunProgram {
    return (file, noun) => this.programs.run(file, noun);
  }
}

class TrustInProject extends Trust {
  readonly definitions = new ProjectDefinitions(this.run);

  suppressions(file: string, create: boolean): readonly Suppression[] {
    return readBaseline(file, create);
  }

  report(): null {
    return null;
  }
}

class NoTrust extends Trust {
  readonly definitions = new OwnWord();
  private readonly baselines = new Set<string>();

  constructor(private readonly folder: string) {
    super();
  }

  suppressions(file: string): readonly Suppression[] {
    if (!isOfCheckout(file, this.folder)) return readBaseline(file, false);
    if (existsSync(file)) this.baselines.add(file);
    return [];
  }

  report(): TrustReport {
    const { notRun, setAside } = this.definitions;
    const baselines = [...this.baselines].map((file) => ({ file, fields: ["suppressions"] }));
    return { policiesFrom: null, notRun, setAside: [...setAside, ...baselines], changes: [], gone: [] };
  }
}

class TrustInCommit extends Trust {
  readonly definitions: CommitDefinitions;
  private readonly baselines = new Map<string, readonly AlteredPart[] | null>();

  constructor(private readonly tree: CommitTree) {
    super(tree.folder);
    this.definitions = new CommitDefinitions(tree, this.run);
  }

  suppressions(file: string): readonly Suppression[] {
    if (!isOfCheckout(file, this.tree.top)) return readBaseline(file, false);
    const text = fileOfCommit(this.tree, file);
    const counts = text === null ? [] : parseBaseline(`${this.tree.ref}:${file}`, text);
    this.baselines.set(file, alteredSuppressions(counts, file));
    return counts;
  }

  report(): TrustReport {
    const { ref, commit } = this.tree;
    const baselines = [...this.baselines]
      .filter(([, parts]) => parts === null || parts.length > 0)
      .map(([file, parts]): DefinitionChange => ({ file, about: "baseline", parts }));
    const changes = [...this.definitions.changes(), ...baselines];
    return { policiesFrom: { ref, commit }, notRun: [], setAside: [], changes, gone: this.gone() };
  }

  /** Firmware of the commit that the checkout has not. */
  private gone(): string[] {
    const { top, folder } = this.tree;
    return appliancesIn(folder)
      .map(({ main }) => relative(folder, realPathOf(main)))
      .filter((main) => !existsSync(join(top, main)))
      .map((main) => main.replaceAll(sep, "/"));
  }

  override close(): void {
    super.close();
    closeCommit(this.tree);
  }
}

/** Folder that a target lies in; the working folder for a name, and for what cannot be looked at. */
function folderOf(target: string): string {
  try {
    return statSync(target).isDirectory() ? target : dirname(target);
  } catch {
    return ".";
  }
}

/**
 * Outside of the checkout lies what the user keeps. What is named by a path below it, or below the working folder, is not
 * outside, wherever a link leads.
 */
function isOfCheckout(file: string, folder: string): boolean {
  const here = realPathOf(".");
  const tops = [here, projectTop(folder) ?? realPathOf(folder)];
  return tops.some((top) => isWithin(top, resolve(here, file)) || isWithin(top, realPathOf(file)));
}

/** Suppressions that the checkout has besides those that count, or lacks; null where its file is none. */
function alteredSuppressions(counts: readonly Suppression[], file: string): readonly AlteredPart[] | null {
  let now: readonly Suppression[];
  try {
    now = readBaseline(file, true);
  } catch {
    return null;
  }
  const part = ({ main, rule, secret }: Suppression, change: AlteredPart["change"]): AlteredPart => {
    return { field: "suppressions", name: `${rule} of ${secret} in ${main}`, change };
  };
  const others = (all: readonly Suppression[], than: readonly Suppression[], change: "added" | "removed") =>
    all
      .filter(({ fingerprint }) => !than.some((other) => other.fingerprint === fingerprint))
      .map((one) => part(one, change));
  const changed = now.filter((one) => {
    const before = counts.find(({ fingerprint }) => fingerprint === one.fingerprint);
    return before !== undefined && !isDeepStrictEqual(one, before);
  });
  return [
    ...others(now, counts, "added"),
    ...changed.map((one) => part(one, "altered")),
    ...others(counts, now, "removed"),
  ];
}
