#!/usr/bin/env node
/** The command `tightlip`: what can be asked of it. Each subcommand's work is in its own file, loaded when used. */
import { Command, CommanderError, Help, Option } from "commander";
import { CHANNELS, OBSERVERS } from "../../sim/tape/tape.ts";
import { EXIT_INTERNAL, EXIT_USAGE } from "../exit-codes.ts";
import { FORMAT_NAMES } from "../report/formats.ts";
import { UserError } from "../user-error.ts";
import { DEVICESCRIPT_VERSION, VERSION } from "../version.ts";
import { parseBaud, parseNames, parseSeed, parseSize, parseTime, TIME } from "./arguments.ts";
import { addBoardCommands } from "./board-commands.ts";
import { CHECK_OPTIONS } from "./check-options.ts";
import { exitCodesHelp } from "./exit-codes-help.ts";
import { report } from "./failure.ts";
import { loading } from "./loading.ts";
import { DIFF_FORMATS, parseDiffReports, parseReports } from "./report-files.ts";
import { addSetupCommands } from "./setup-commands.ts";
import { withTrust } from "./trust-options.ts";

const EXIT_CODES = `\n${exitCodesHelp()}`;

const ONE_FIRMWARE =
  "main.ts, its folder or its name (default: that of tightlip.config.ts, else src/main.ts)";
const SOURCE =
  "main.ts, a folder or name; a commit such as git:origin/main or git:v1:src/main.ts; a built image, a saved tape, or a JSON report";

const REPORT_DIR = "folder for reports without a path (default: the working folder)";

function main(): Command {
  const program = new Command("tightlip")
    .description("Test whether firmware in TypeScript keeps credentials home, and put it onto boards.")
    .version(
      `tightlip ${VERSION}, DeviceScript ${DEVICESCRIPT_VERSION}, Node ${process.versions.node}`,
      "-V, --version",
      "print the versions of tightlip, DeviceScript and Node",
    )
    .helpCommand(false)
    .configureHelp({ subcommandTerm: termOf })
    .addHelpText("after", EXIT_CODES);

  const check = withReports(
    shared(
      program
        .command("check")
        .argument(
          "[firmware...]",
          "main.ts files, folders or names (default: those of tightlip.config.ts, else src/main.ts)",
        ),
    ),
  );
  for (const option of CHECK_OPTIONS) check.addOption(option);
  check
    .description("Report who learns what about each credential that a firmware handles.")
    .addHelpText(
      "after",
      `
Examples:
  tightlip check src/main.ts                 one firmware, no configuration needed
  tightlip check devs/lessons                every firmware in a folder, against its policy
  tightlip check kettle --json > report.json for programs
  tightlip check --report sarif,junit         tightlip.sarif and tightlip.junit.xml, for CI
  tightlip check --report md=comment.md       for a pull request
  tightlip check --baseline known.json --update-baseline
  tightlip check kettle --explore             search for a trigger: a press, a reply, a restart…
  tightlip check kettle --require 90%         unknown where less of the code ran
  tightlip check kettle --seed 7 --for 24h   another world, for a day of virtual time
  tightlip check --untrusted                  a stranger's project: none of its programs runs
  tightlip check --policy-from origin/main    a stranger's change to your project
${EXIT_CODES}`,
    )
    .action(async (targets: string[], options) => {
      const { checkCommand } = await import("./check.ts");
      process.exitCode = await checkCommand(targets, options);
    });

  program
    .command("build")
    .argument("[firmware]", ONE_FIRMWARE)
    .description("Compile a firmware and put the bytecode into the folder of DeviceScript's own tools.")
    .option("--board <id>", "check that the firmware is for this board, such as esp32c3_bare")
    .option("--json", "print what was built as JSON")
    .addHelpText(
      "after",
      `\nExamples:\n  tightlip build\n  tightlip build devs/appliances/kettle/main.ts --board esp32c3_bare\n${EXIT_CODES}`,
    )
    .action(async (firmware: string | undefined, options) => {
      const { buildCommand } = await loading(() => import("./build.ts"));
      process.exitCode = await buildCommand(firmware, options);
    });

  shared(program.command("run").argument("[firmware]", ONE_FIRMWARE))
    .description(
      "Run a firmware in the simulated world and show everything that it sends. Secrets are shown by name only.",
    )
    .option("--board <id>", "the board that the firmware is for, such as esp32c3_bare")
    .option(
      "--observer <names>",
      `show events that these observers see: ${OBSERVERS.join(", ")}`,
      parseNames(OBSERVERS),
    )
    .option(
      "--channel <names>",
      `show events on these channels: ${CHANNELS.join(", ")}`,
      parseNames(CHANNELS),
    )
    .option("--save <file>", "save the tape of the run to a file, such as run.jsonl.gz")
    .option("--pcapng <file>", "write the view of network and air to a capture for Wireshark")
    .option("--inside-tls", "in that capture, write the servers' view in place of encrypted records")
    .option("--save-secrets <file>", 'write the made-up credentials to a file for "tightlip scan"')
    .addHelpText(
      "after",
      `\nExamples:\n  tightlip run src/main.ts --for 5m\n  tightlip run src/main.ts --json | jq .summary\n  tightlip run --observer network,air --channel tls,dns\n  tightlip run --save run.jsonl.gz --pcapng run.pcapng\n  tightlip run --pcapng run.pcapng --inside-tls --save-secrets secrets.json\n\nThe files hold what the device sent, secrets included; only you can read them.\n${EXIT_CODES}`,
    )
    .action(async (firmware: string | undefined, options) => {
      const { runCommand } = await loading(() => import("./run.ts"));
      process.exitCode = await runCommand(firmware, options);
    });

  program
    .command("paths")
    .argument("[firmware]", ONE_FIRMWARE)
    .description("List paths from a firmware's secrets to observers, in code that need not have run.")
    .option("--implicit", "follow what conditions decide as well, which finds many paths that say little")
    .option("--json", "print JSON on standard output, and nothing else there")
    .addHelpText(
      "after",
      `\nExamples:\n  tightlip paths src/main.ts\n  tightlip paths kettle --json\n\nA path says what could happen, not that it does. docs/paths.md says what "no path was found" assumes.\n\n${exitCodesHelp({ ...{ done: "analysed, whatever was found", usage: true, notBuilt: true }, ...{ unknown: "not understood, as a whole or in part", internal: true, interrupted: true } })}`,
    )
    .action(async (firmware: string | undefined, options) => {
      const { pathsCommand } = await loading(() => import("./paths.ts"));
      process.exitCode = await pathsCommand(firmware, options);
    });

  program
    .command("boards")
    .argument("[id]", "a board, to show its pins and flash")
    .description("List the boards that firmware can be flashed to, the project's own included.")
    .option("--json", "print JSON on standard output, and nothing else there")
    .addHelpText(
      "after",
      `\nExamples:\n  tightlip boards\n  tightlip boards seeed_xiao_esp32c3\n${EXIT_CODES}`,
    )
    .action(async (id: string | undefined, options) => {
      const { boardsCommand } = await import("./boards.ts");
      process.exitCode = boardsCommand(id, options);
    });

  program
    .command("explain")
    .argument(
      "[rule]",
      "the rule of a finding, such as encoded/http; a topic, such as keeps; an observer; a degree",
    )
    .description("Explain a rule and its remedy, or a topic; without one, list them.")
    .option("--json", "print JSON on standard output, and nothing else there")
    .addHelpText(
      "after",
      `\nExamples:\n  tightlip explain encoded/http\n  tightlip explain keeps\n  tightlip explain cable\n  tightlip explain derived\n  tightlip explain | grep flash\n${EXIT_CODES}`,
    )
    .action(async (id: string | undefined, options) => {
      const { explainCommand } = await import("./explain.ts");
      process.exitCode = explainCommand(id, options);
    });

  shared(program.command("diff").argument("<old>", SOURCE).argument("<new>", "the same of the new version"))
    .description("List the flows of a new version of a firmware that the old version did not have.")
    .option("--board <id>", "the board that the firmware is for, such as esp32c3_bare")
    .addOption(
      new Option("--report <format>", "write a page with both side by side; html=path names the file")
        .choices(DIFF_FORMATS)
        .argParser(parseDiffReports),
    )
    .option("--report-dir <folder>", REPORT_DIR)
    .addHelpText(
      "after",
      `\nExamples:\n  tightlip diff ../v1/src/main.ts src/main.ts\n  tightlip diff git:origin/main src/main.ts        what this branch tells whom that main does not\n  tightlip diff released.json src/main.ts --json   a report of check --json, against the source\n  tightlip diff old.jsonl.gz new.jsonl.gz          two tapes of run --save\n  tightlip diff ../v1/src/main.ts src/main.ts --report html   tightlip.diff.html, for tightlip show\n\nBoth are judged in the same world: the policy of NEW, or else of OLD, and the same seed.\n\n${exitCodesHelp({ ...{ done: "nothing new", leaks: "the new one tells more", usage: true, notBuilt: true }, ...{ unknown: true, board: true, internal: true, interrupted: true } })}`,
    )
    .action(async (old: string, now: string, options) => {
      const { diffCommand } = await loading(() => import("./diff.ts"));
      process.exitCode = await diffCommand(old, now, options);
    });

  withReports(
    program
      .command("scan")
      .argument("[file...]", "packet captures, HAR files, serial logs, flash dumps, or anything else"),
  )
    .description("Search captures of a real appliance for credentials.")
    .option("--secrets <file>", 'JSON with the secrets to search for: { "wifi.psk": "the passphrase" }')
    .option(
      "--secret <name>",
      "search for this secret as well; its value is asked for, or taken from the environment",
      (name: string, names: string[] = []) => [...names, name],
    )
    .option("--keylog <file>", "keys of TLS connections (SSLKEYLOGFILE), used through tshark")
    .option(
      "--tshark",
      "let tshark read what is not read here: other formats and links, and TLS with keys in the capture",
    )
    .option(
      "--unpack <size>",
      "unpack this much of each file, such as 8GB (default: 100 times its size, from 64MB to 1GB)",
      parseSize,
    )
    .option("--compare <files...>", "two captures that were made with two values of one secret")
    .option("--noise <files...>", "further captures with the first value, to recognise differences by chance")
    .option("--json", "print JSON on standard output, and nothing else there")
    .addHelpText(
      "after",
      `
Examples:
  tightlip scan kettle.pcapng --secrets secrets.json
  tightlip scan serial.log flash.bin --secret wifi.psk          asks for the passphrase
  tightlip scan kettle.pcapng --secrets secrets.json --report html,md
  tightlip scan --compare one.pcap other.pcap --noise one-more.pcap --secrets two-values.json
  TIGHTLIP_SECRET_WIFI_PSK=… tightlip scan serial.log --secret wifi.psk

Values are never taken from the command line, where other users could read them.

${exitCodesHelp({
  ...{ done: "none was found", leaks: "a secret was found" },
  ...{ usage: true, unknown: "unknown: not all could be read", internal: true, interrupted: true },
})}`,
    )
    .action(async (files: string[], options) => {
      const { scanCommand } = await loading(() => import("./scan.ts"));
      process.exitCode = await scanCommand(files, options);
    });

  program
    .command("show")
    .argument("[report]", "an HTML report (default: the last one that was written for this project)")
    .description("Open an HTML report in the browser.")
    .option("--print", "print the report's path instead")
    .addHelpText(
      "after",
      `
Examples:
  tightlip check --report html && tightlip show
  tightlip show tightlip.html
  tightlip show --print

In CI, over SSH, and without a terminal or a display, no browser is started, and the path is printed.

${exitCodesHelp({ done: "opened, or printed", usage: "usage, or no such report", internal: true })}`,
    )
    .action(async (file: string | undefined, options) => {
      const { showCommand } = await import("./show.ts");
      process.exitCode = await showCommand(file, options);
    });

  program
    .command("replay")
    .argument(
      "[id]",
      "the id beside a finding, such as r3f2a9c01; enough of it to tell it from others will do",
    )
    .description("Show a finding again by the id beside it; without one, list the leaks that can be.")
    .option("--print", "print the command that it stands for, and do not run it")
    .option("--json", "print the result as JSON, as the command does with this option")
    .addHelpText(
      "after",
      `
Examples:
  tightlip replay r3f2a9c01
  tightlip replay r3f2a9c01 --print
  tightlip replay

Ids are those of checks, scans and tests of this project on this machine, and stay the same when they are made again.

${EXIT_CODES.trimStart()}`,
    )
    .action(async (id: string | undefined, options) => {
      const { replayCommand } = await import("./replay.ts");
      const again = main();
      await replayCommand(
        id,
        options,
        async (words) => void (await again.parseAsync(words, { from: "user" })),
      );
    });

  withTrust(program.command("flash").argument("[firmware]", ONE_FIRMWARE))
    .description(
      "Put a firmware onto a board, unless it leaks. Writes the parts that differ and verifies everything.",
    )
    .option(
      "--board <id>",
      'the board, such as esp32c3_bare; "tightlip boards" lists them (default: the one whose pins are imported)',
    )
    .option(
      "--port <name>",
      "the port, such as /dev/ttyUSB0, COM3, rfc2217://host:4000, sim:esp32c3 or sim:esp32c3=board.bin",
    )
    .option(
      "--runtime <file>",
      "the board's native runtime; release: download it; sim: a stand-in for emulated chips",
    )
    .option("--runtime-sha256 <hex>", "the SHA-256 that this file must have")
    .option("--program-only", "keep the runtime that is on the board, and the board's identity")
    .option("--label <file>", "write the board's pairing code to a file, for its label")
    .option("--use-label <file>", 'give a new board the pairing code that "tightlip label" made')
    .option("--baud <n>", "speed in bits per second (default: 921600)", parseBaud)
    .option("--erase", "erase the whole flash first; the board gets a new identity")
    .option("--dry-run", "check everything, but do not touch a board")
    .option("--allow-leaks", "flash it although it is not known to keep its secrets; the board records that")
    .option("--json", "print JSON on standard output, and nothing else there")
    .addHelpText(
      "after",
      `\nExamples:\n  tightlip flash src/main.ts --board esp32c3_bare --runtime runtime.bin\n  tightlip flash kettle/main.ts --board esp32c3_bare --runtime sim --port sim:esp32c3=board.bin\n${EXIT_CODES}`,
    )
    .action(async (firmware: string | undefined, options) => {
      const { flashCommand } = await loading(() => import("./flash.ts"));
      process.exitCode = await flashCommand(firmware, options);
    });

  addBoardCommands(program);
  addSetupCommands(program);

  for (const command of [program, ...program.commands]) {
    command.option("--debug", "show stack traces of errors").exitOverride();
    command.configureOutput({ outputError: (text, write) => write(usageError(text, command)) });
  }
  return program;
}

/** A command in the list of commands; of many arguments only the first, as the column is as wide as its longest entry. */
function termOf(command: Command): string {
  const [first, ...others] = command.registeredArguments;
  const term = new Help().subcommandTerm(command);
  return others.length < 2 ? term : `${term.slice(0, term.indexOf(first.name()) + first.name().length)}] …`;
}

/** Commander's complaint, and its guess at what was meant or where to read more, as one line. */
function usageError(text: string, command: Command): string {
  const [complaint, guess] = text
    .trim()
    .replace(/^error: /, "")
    .replaceAll("'", '"')
    .split("\n");
  const name = command.parent === null ? command.name() : `${command.parent.name()} ${command.name()}`;
  const hint = guess
    ?.replace(/^\((.*)\)$/, "$1")
    .replace(/^Did you mean (?!one of )(.*)\?$/, 'Did you mean "$1"?');
  return `✖ tightlip: ${complaint.replace(/\.?$/, ".")} ${hint ?? `See "${name} --help".`}\n`;
}

/** Options of everything that can be reported to files. */
function withReports(command: Command): Command {
  return command
    .option(
      "--report <formats>",
      `write reports: ${FORMAT_NAMES.join(", ")}, separated by commas; format=path names a file`,
      parseReports,
    )
    .option("--report-dir <folder>", REPORT_DIR);
}

/** Options of everything that runs firmware. */
function shared(command: Command): Command {
  return withTrust(command)
    .option("--json", "print JSON on standard output, and nothing else there")
    .option(
      "--scenario <file>",
      "the scenario, steps that happen to the device: a file in JSON or YAML, or what a replay line has here",
    )
    .option(
      "--seed <n>",
      "the number from which all chance in the world is made (default: the config's, else 1)",
      parseSeed,
    )
    .addOption(
      new Option("--for <time>", `virtual time to run, ${TIME} (default: 60s)`)
        .argParser(parseTime)
        .conflicts("until"),
    )
    .addOption(new Option("--until <time>", "end the run at this time after power-on").argParser(parseTime));
}

/** Wherever on the line it stands. */
const debug = process.argv.includes("--debug");

// No handler for SIGINT here: a run does not return to the event loop, so only the default action ends it at once.
// followTask adds one while a task can be cancelled.
// Whoever reads our output may stop reading, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") fail(error);
});
// Errors that nobody waits for: of a stream, or of a promise that was left alone.
process.on("uncaughtException", fail);

const program = main();
try {
  if (process.argv.slice(2).every((word) => word === "--debug")) program.outputHelp();
  else await program.parseAsync();
} catch (error) {
  // Commander has printed its complaint, or the help that was asked for.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
  else {
    report(error, debug);
    process.exitCode = error instanceof UserError ? error.exitCode : EXIT_INTERNAL;
  }
}

/** Ends at once: what was asked for is not written whole, whatever a verdict says. */
function fail(error: unknown): never {
  report(error, debug);
  process.exit(error instanceof UserError ? error.exitCode : EXIT_INTERNAL);
}
