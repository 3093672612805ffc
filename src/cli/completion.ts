/** `tightlip completion`: what a shell asks for when Tab is pressed, and the script that makes it ask. */
import type { Command, Option } from "commander";
import { CHANNELS, OBSERVERS } from "../../sim/tape/tape.ts";
import { FORMAT_NAMES } from "../report/formats.ts";
import { SHOWN } from "../report/monitor.ts";

export type Shell = "bash" | "zsh" | "fish";

/** Words are handed over as they are, and never evaluated. Where nothing is answered, the shell completes files. */
const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `_tightlip() {
  local IFS=$'\\n' found
  found=($(tightlip complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
  COMPREPLY=("\${found[@]%%$'\\t'*}")
}
complete -o default -F _tightlip tightlip
`,
  zsh: `#compdef tightlip
_tightlip() {
  local -a found
  found=("\${(@f)$(tightlip complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  found=("\${(@)found//:/\\\\:}")
  found=("\${(@)found/$'\\t'/:}")
  if [[ -n "$found" ]]; then _describe tightlip found; else _files; fi
}
if [[ "$funcstack[1]" = _tightlip ]]; then _tightlip; else compdef _tightlip tightlip; fi
`,
  fish: `function __tightlip
  set -l words (commandline -opc) (commandline -ct)
  tightlip complete -- $words[2..] 2>/dev/null
end
complete -c tightlip -a '(__tightlip)'
`,
};

interface Candidate {
  readonly value: string;
  readonly description: string;
}

/**
 * Values of options that do not list them themselves, by long name. Some options take several, with
 * commas between.
 */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  "--channel": CHANNELS,
  "--ci": ["github", "gitlab", "none"],
  "--observer": OBSERVERS,
  "--report": FORMAT_NAMES,
  "--show": SHOWN,
};

export function completionCommand(shell: Shell): number {
  process.stdout.write(SCRIPTS[shell]);
  return 0;
}

/** Answers a shell: candidates for the last word, a line each, with a tab before what they are. */
export async function completeCommand(program: Command, words: readonly string[]): Promise<number> {
  const lines = (await candidates(program, words)).map(
    ({ value, description }) => `${value}\t${description.split(/(?<=[.;]) /)[0]}\n`,
  );
  process.stdout.write(lines.join(""));
  return 0;
}

async function candidates(program: Command, words: readonly string[]): Promise<Candidate[]> {
  const current = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const help = program.createHelp();
  const commands = help.visibleCommands(program);
  // Of "lesson check", the first is the command.
  const named = before.find((word) => !word.startsWith("-"));
  const command = commands.find((known) => known.name() === named) ?? program;
  const options = help.visibleOptions(command);
  const taking = options.find(
    (option) => option.required && [option.long, option.short].includes(before.at(-1)),
  );
  const found =
    taking !== undefined
      ? listed(await valuesOf(taking), current)
      : current.startsWith("-")
        ? options.map(({ long, description }) => ({ value: long ?? "", description }))
        : command === program
          ? commands.map((known) => ({ value: known.name(), description: known.description() }))
          : plain(await argumentsOf(command));
  return found.filter(({ value }) => value.startsWith(current));
}

async function valuesOf({ long, argChoices }: Option): Promise<readonly string[]> {
  if (long !== "--board") return argChoices ?? VALUES[long ?? ""] ?? [];
  const { findBoards } = await import("../flash/boards.ts");
  return findBoards(process.cwd()).map(({ id }) => id);
}

async function argumentsOf(command: Command): Promise<readonly string[]> {
  if (command.name() === "replay") {
    const { keptReplays } = await import("../kept-replays.ts");
    return keptReplays(() => {}).map(({ id }) => id);
  }
  if (command.name() === "lesson") {
    const { allLessons } = await import("../lesson/lesson-files.ts");
    return ["check", ...allLessons().map(({ number }) => number)];
  }
  if (command.name() !== "explain") return command.registeredArguments.flatMap((a) => a.argChoices ?? []);
  const { RULES } = await import("../report/rules.ts");
  const { TOPICS } = await import("../report/topics.ts");
  return [...RULES, ...TOPICS].map(({ id }) => id);
}

/** After a comma, the next of a list. */
function listed(values: readonly string[], current: string): Candidate[] {
  const start = current.slice(0, current.lastIndexOf(",") + 1);
  return plain(values.map((value) => start + value));
}

function plain(values: readonly string[]): Candidate[] {
  return values.map((value) => ({ value, description: "" }));
}
