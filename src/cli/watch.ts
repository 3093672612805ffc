/** `tightlip check --watch`: checks again what changes, until the person at the terminal has enough. */
import { EventEmitter } from "node:events";
import { relative } from "node:path";
import { emitKeypressEvents } from "node:readline";
import { compareVersions } from "../judge/compare/versions.ts";
import { plural } from "../plural.ts";
import { changeLines } from "../report/diff-text.ts";
import { inline, printable } from "../report/printable.ts";
import { reportVersion } from "../report/report-version.ts";
import { textReport } from "../report/text.ts";
import { type WatchCommands, type WatchEvent, type WatchRequest, watch } from "../tasks/watch.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { colorsFor } from "./colors.ts";
import { report, warn } from "./failure.ts";
import { progress } from "./progress.ts";

/** Changed files that are named. */
const MAX_NAMED = 3;

export async function watchCommand(request: WatchRequest): Promise<number> {
  const commands: WatchCommands = new EventEmitter();
  const quit = () => void commands.emit("quit");
  const keyboard = Keyboard.listen(commands);
  for (const signal of SIGNALS) process.on(signal, quit);
  progress.show("looking for firmware");
  const screen = new Screen(keyboard !== null);
  try {
    return await watch(request, commands, {
      signal: new AbortController().signal,
      on(event) {
        if (event.kind === "step") return progress.show(event.step);
        if (event.kind === "warning") progress.aside(() => warn(event.message));
        if (event.kind !== "item") return;
        if (event.item.kind === "waiting") progress.clear();
        progress.aside(() => screen.show(event.item));
      },
    });
  } finally {
    progress.clear();
    keyboard?.close();
    for (const signal of SIGNALS) process.off(signal, quit);
  }
}

/** Throws a UserError for an option that says nothing to somebody who watches. */
export function refuseWithWatch(options: Readonly<Record<string, unknown>>): void {
  const [name] = Object.entries(NOT_WATCHED).flatMap(([field, option]) => (options[field] ? [option] : []));
  if (name !== undefined)
    throw new UserError(`--watch goes on until it is ended: leave ${name} out, or --watch.`, EXIT_USAGE);
}

const NOT_WATCHED = {
  json: "--json",
  untrusted: "--untrusted",
  policyFrom: "--policy-from",
  updateBaseline: "--update-baseline",
};
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Keys of a terminal. */
class Keyboard {
  private constructor(
    private readonly onKey: (text: string, key: { name?: string; ctrl?: boolean }) => void,
  ) {
    emitKeypressEvents(process.stdin);
    process.stdin.setRawMode(true);
    process.stdin.on("keypress", onKey);
    process.stdin.resume();
  }

  /** Null without a terminal. */
  static listen(commands: WatchCommands): Keyboard | null {
    if (process.stdin.isTTY !== true) return null;
    return new Keyboard((_, { name, ctrl }) => {
      if (name === "q" || (ctrl && name === "c")) commands.emit("quit");
      else if (name === "r" || name === "return") commands.emit("again");
    });
  }

  close(): void {
    process.stdin.off("keypress", this.onKey);
    process.stdin.setRawMode(false);
    process.stdin.pause();
  }
}

/** Text that a watch writes. */
class Screen {
  private readonly colors = colorsFor(process.stdout);
  private beganMillis = 0;

  /** `hasKeys`: keys are listened to. */
  constructor(private readonly hasKeys: boolean) {}

  show(event: WatchEvent): void {
    const { colors } = this;
    switch (event.kind) {
      case "round":
        this.beganMillis = performance.now();
        if (event.changed !== null) this.write(colors.bold(`Changed: ${changedText(event.changed)}`));
        break;
      case "so far":
        this.write(colors.dim(`… ${soFarText(event)}`));
        break;
      case "checked":
        this.write(this.verdictText(event));
        break;
      case "failed":
        report(event.error, false);
        this.write("");
        break;
      case "waiting": {
        const seconds = ((performance.now() - this.beganMillis) / 1000).toFixed(1);
        const keys = this.hasKeys ? " (r checks again, q quits)" : "";
        const what = event.result === null ? "Stopped" : "Checked";
        this.write(colors.dim(`${what} in ${seconds} s. Waiting for a change${keys}.`));
      }
    }
  }

  /** All that is said of a firmware when it is checked first; later what is different. */
  private verdictText({ report, before, total }: Extract<WatchEvent, { kind: "checked" }>): string {
    const { colors } = this;
    const text = textReport(report, { colors, many: total > 1 || before !== null });
    if (before?.kind !== "firmware" || report.kind !== "firmware") return text;
    const difference = compareVersions(reportVersion(before), reportVersion(report));
    const changes = changeLines(difference, colors).map(printable);
    return [text, ...(changes.length > 0 ? ["    Since the last check:", ...changes] : [])].join("\n");
  }

  private write(text: string): void {
    process.stdout.write(`${text}\n`);
  }
}

function changedText(paths: readonly string[]): string {
  const shown = paths.slice(0, MAX_NAMED).map((path) => inline(relative(".", path)));
  const more = paths.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Provisional: the runs go on. */
function soFarText({ name, leaking, runs }: Extract<WatchEvent, { kind: "so far" }>): string {
  const what = leaking.length > 0 ? `leaks ${leaking.map(inline).join(", ")}` : "no leak";
  return `${inline(name)} so far: ${what} in ${plural(runs, "run")}; the check goes on`;
}
