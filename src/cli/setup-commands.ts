/** Commands for the machine and the project rather than for a firmware. */
import { Argument, type Command, Option } from "commander";
import { LANGUAGES } from "../lesson/words.ts";
import { parseNames, parsePort, parseTime, TIME } from "./arguments.ts";
import type { Shell } from "./completion.ts";
import { exitCodesHelp } from "./exit-codes-help.ts";

export function addSetupCommands(program: Command): void {
  addInit(program);
  addDoctor(program);
  addCache(program);
  addPolicy(program);
  addComment(program);
  addLesson(program);
  addLab(program);
  addCompletion(program);
}

function addInit(program: Command): void {
  program
    .command("init")
    .argument("[folder]", "the project's folder", ".")
    .description(
      "Set up a new project, or add tightlip to an existing one: firmware, policy, test, scripts, CI, editor.",
    )
    .option("-y, --yes", "do not ask: take the defaults and the other options")
    .option("--dry-run", "show what would be written, and write nothing")
    .option("--name <name>", "the package's name if it has none yet (default: the folder's)")
    .option(
      "--board <id>",
      'the board, or "none" (default: the one whose pins are imported, else esp32c3_bare)',
    )
    .option("--policy", "also put a policy beside existing firmware")
    .option(
      "--ci <systems>",
      "github, gitlab, both separated by a comma, or none (default: the one in use, else github)",
      parseNames(["github", "gitlab", "none"] as const),
    )
    .addOption(
      new Option("--editor <name>", "settings for an editor (default: vscode)").choices(["vscode", "none"]),
    )
    .option("--hook", "also write a hook of git that refuses a commit with a new leak")
    .option(
      "--from <source>",
      "the source of tightlip: an archive, a folder, a git address or a version (default: that of this one)",
    )
    .option("--json", "print JSON on standard output, and nothing else there")
    .addHelpText(
      "after",
      `
Examples:
  tightlip init                                asks, shows the changes, and asks again
  tightlip init kettle --yes                   a new project in the folder kettle
  tightlip init --dry-run                      the changes that it would make here
  tightlip init --yes --board adafruit_qt_py_c3 --ci gitlab --editor none

Existing files and hooks are never overwritten: package.json and .gitignore get missing entries, other files stay as they are.

${exitCodesHelp({
  ...{ done: "done", usage: "usage, or a file that cannot be written; no file was" },
  ...{ internal: true, interrupted: true },
})}`,
    )
    .action(async (folder: string, options) => {
      const { initCommand } = await import("./init.ts");
      process.exitCode = await initCommand(folder, options);
    });
}

function addPolicy(program: Command): void {
  program
    .command("policy")
    .addArgument(
      new Argument(
        "<action>",
        "draft: write a policy from what a check finds, for a person to argue",
      ).choices(["draft"]),
    )
    .argument("[firmware]", "main.ts", "src/main.ts")
    .description("Draft a policy from what a check finds. It allows nothing until each reason is written.")
    .option("--out <file>", "write it to this file, which must not be there yet (default: print it)")
    .option("--for <time>", `virtual time to run, ${TIME} (default: 60s)`, parseTime)
    .addHelpText(
      "after",
      `
Examples:
  tightlip policy draft
  tightlip policy draft src/main.ts --out src/main.policy.yaml

Each leak becomes a release without a reason. A check refuses the policy until somebody has written why, or has taken the
release out.

${exitCodesHelp({
  ...{ done: "drafted", usage: true, notBuilt: true },
  ...{ internal: true, interrupted: true },
})}`,
    )
    .action(async (_action: "draft", firmware: string, options) => {
      const { policyCommand } = await import("./policy.ts");
      process.exitCode = await policyCommand(firmware, options);
    });
}

function addComment(program: Command): void {
  program
    .command("comment")
    .argument("[report...]", "Markdown reports of checks (default: tightlip.md)")
    .description(
      "Put reports onto the pull request of this job: one comment, which later runs bring up to date.",
    )
    .option("--key <name>", "the comment's name, where a pull request has several", "check")
    .option("--print", "print the comment, and send nothing")
    .addHelpText(
      "after",
      `
Examples:
  tightlip check --report md --against git:origin/main; tightlip comment
  tightlip comment reports/*/tightlip.md         reports of several jobs in one comment
  tightlip comment --print

On GitHub it takes GITHUB_TOKEN, which needs the right to write pull requests; on GitLab TIGHTLIP_GITLAB_TOKEN, a
project's access token with the scope api.

${exitCodesHelp({
  ...{ done: "done, or no pull request here", usage: "usage, or the service refuses" },
  ...{ internal: true },
})}`,
    )
    .action(async (files: string[], options) => {
      const { commentCommand } = await import("./comment.ts");
      process.exitCode = await commentCommand(files, options);
    });
}

function addLesson(program: Command): void {
  program
    .command("lesson")
    .argument("[action]", "a lesson's number: show it; check: say whether a firmware solves a lesson")
    .argument("[number]", "after check, the lesson's number, such as 01")
    .argument(
      "[firmware]",
      "main.ts (default: the lesson's leaky.ts in this checkout, as you have edited it)",
    )
    .description(
      "List the lessons, show one, or check whether a firmware solves one: it keeps, and still does its job.",
    )
    .addOption(
      new Option("--language <language>", "language of the lesson's words").choices(LANGUAGES).default("en"),
    )
    .option("--json", "print JSON on standard output, and nothing else there")
    .addHelpText(
      "after",
      `
Examples:
  tightlip lesson
  tightlip lesson 01
  tightlip lesson check 01
  tightlip lesson check 01 src/main.ts
  tightlip lesson check 01 --language zh-Hans

The firmware is judged by the policy of the lesson, and then has to do the job of its appliance, of which ✖ marks what is
missing. The lab checks the same.

${exitCodesHelp({
  ...{ done: "solved, listed or shown", leaks: "a leak, or part of the job missing", usage: true },
  ...{ notBuilt: true, unknown: true, internal: true, interrupted: true },
})}`,
    )
    .action(async (action: string | undefined, number, firmware, options) => {
      const { lessonCommand } = await import("./lesson.ts");
      process.exitCode = await lessonCommand(action, number, firmware, options);
    });
}

function addLab(program: Command): void {
  program
    .command("lab")
    .description("Open the lab: lessons, a home to watch, and the judge, in a page of your browser.")
    .option("--port <number>", "port on this machine (default: 17017, or any that is free)", parsePort)
    .option("--out <folder>", "write the lab to a folder, for a web server or a USB stick, and serve nothing")
    .option("--no-open", "name the address only")
    .addHelpText(
      "after",
      `
Examples:
  tightlip lab
  tightlip lab --port 8080 --no-open
  tightlip lab --out lab

Everything runs in the page: nothing that is typed there leaves the machine. Only this machine reaches the server, which
ends with Ctrl-C. Of a folder, index.html works without a server, too.

${exitCodesHelp({
  ...{ done: "ended, or written", usage: "usage, or a port or folder that cannot be had" },
  ...{ internal: true },
})}`,
    )
    .action(async (options) => {
      const { labCommand } = await import("./lab.ts");
      process.exitCode = await labCommand(options);
    });
}

function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description(
      "Check that this machine and this project have everything that tightlip needs. Changes nothing.",
    )
    .option("--json", "print JSON on standard output, and nothing else there")
    .addHelpText(
      "after",
      `
Examples:
  tightlip doctor
  tightlip doctor --json | jq '.checks[] | select(.state == "problem")'

A line begins with ✔ if all is well, ✖ for a problem, · if something is missing and not needed yet.

${exitCodesHelp({
  ...{ done: "no problem", usage: "a problem with Node, DeviceScript, the cache, or the project" },
  ...{ board: "only with a serial port", internal: true },
})}`,
    )
    .action(async (options) => {
      const { doctorCommand } = await import("./doctor.ts");
      process.exitCode = await doctorCommand(options);
    });
}

function addCache(program: Command): void {
  program
    .command("cache")
    .addArgument(new Argument("[action]", "clean: remove tightlip's files from it").choices(["clean"]))
    .description("Print the cache's folder and size, or clean it.")
    .option("--json", "print JSON on standard output, and nothing else there")
    .addHelpText(
      "after",
      `
Examples:
  tightlip cache
  tightlip cache clean

The cache holds built images, verdicts, prepared parts of DeviceScript and the places of reports. No secret is in it,
and all of it is made again when needed.
The environment variable TIGHTLIP_CACHE names another folder. Other programs' files in that folder stay.

${exitCodesHelp({ done: "done", usage: "the folder cannot be read or cleaned", internal: true })}`,
    )
    .action(async (action: "clean" | undefined, options) => {
      const { cacheCommand } = await import("./cache.ts");
      process.exitCode = cacheCommand(action, options);
    });
}

function addCompletion(program: Command): void {
  program
    .command("completion")
    .addArgument(new Argument("<shell>", "the shell that is to complete").choices(["bash", "zsh", "fish"]))
    .description(
      "Print a script that makes a shell complete commands, options and their values at a press of Tab.",
    )
    .addHelpText(
      "after",
      `
Examples:
  source <(tightlip completion bash)                          now; in ~/.bashrc, always
  source <(tightlip completion zsh)                           after compinit; in ~/.zshrc, always
  tightlip completion fish > ~/.config/fish/completions/tightlip.fish

Needs tightlip in the PATH: "npm install --global tightlip", or a project's node_modules/.bin.

${exitCodesHelp({ done: "printed", usage: "usage", internal: true })}`,
    )
    .action(async (shell: Shell) => {
      const { completionCommand } = await import("./completion.ts");
      process.exitCode = completionCommand(shell);
    });
  program
    .command("complete", { hidden: true })
    .argument("[words...]", "the words that are typed so far, after --")
    .description("Answer a shell's question.")
    .action(async (words: string[]) => {
      const { completeCommand } = await import("./completion.ts");
      process.exitCode = await completeCommand(program, words);
    });
}
