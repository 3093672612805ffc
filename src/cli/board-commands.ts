/** Commands for a board that was flashed. */
import { type Command, InvalidArgumentError } from "commander";
import { SHOWN } from "../report/monitor.ts";
import { parseBaud, parseNames, parseTime, TIME } from "./arguments.ts";
import { exitCodesHelp } from "./exit-codes-help.ts";
import { loading } from "./loading.ts";

const PORT =
  "the port, such as /dev/ttyUSB0, COM3, rfc2217://host:4000, sim:esp32c3 or sim:esp32c3=board.bin";

const VALUES = "Values are never taken from the command line, where other users could read them.";

export function addBoardCommands(program: Command): void {
  addMonitor(program);
  addProvision(program);
  addLabel(program);
  addForget(program);
  addDump(program);
}

function addMonitor(program: Command): void {
  withSecrets(
    program
      .command("monitor")
      .argument("[firmware]", "main.ts of the firmware on the board, for source lines in stack traces"),
  )
    .description("Show a board's output, and sound an alarm for each known secret in it.")
    .option("--port <name>", PORT)
    .option("--baud <n>", "speed in bits per second (default: 1500000)", parseBaud)
    .option("--for <time>", `end after this time, ${TIME} (default: Ctrl-C ends it)`, parseTime)
    .option(
      "--show <kinds>",
      `kinds of output to show: ${SHOWN.join(", ")} (default: log,allowed)`,
      parseNames(SHOWN),
    )
    .option("--match <text>", "show only lines and frames that contain this text", parseText)
    .option("--passive", "do not ask the board for the frames on its bus, only listen to its log")
    .option("--reset", "restart the board first, to see its output from the start")
    .option("--label <file>", "the board's label: search for its pairing code too")
    .option("--save <file>", "save all output as a tape, such as board.jsonl.gz")
    .option("--json", "print JSON lines on standard output, and nothing else there")
    .addHelpText(
      "after",
      `
Examples:
  tightlip monitor src/main.ts --secrets secrets.json
  tightlip monitor --port sim:esp32c3=board.bin --for 30s --show log,frames,allowed
  tightlip monitor --match wifi --save board.jsonl.gz

Secrets are shown by name only. The saved file holds what the board sent, secrets included; only you can read it.
${VALUES}

${exitCodesHelp({
  ...{ done: "no secret was seen", leaks: "a secret was seen where nothing allows it" },
  ...{ usage: true, notBuilt: true, board: true, internal: true },
})}`,
    )
    .action(async (firmware: string | undefined, options) => {
      const { monitorCommand } = await loading(() => import("./monitor.ts"));
      process.exitCode = await monitorCommand(firmware, options);
    });
}

function addProvision(program: Command): void {
  program
    .command("provision")
    .description("Hand WiFi credentials to a board, sealed for it alone, and wait until it joins.")
    .option("--port <name>", PORT)
    .option("--baud <n>", "speed in bits per second (default: 1500000)", parseBaud)
    .option("--label <file>", "the board's label, for the first time only (default: asked for)")
    .option("--was-reset", "the board was reset by hand: take it anew, although its owner key is here")
    .option("--secrets <file>", 'JSON: { "wifi.ssid": "…", "wifi.psk": "…" } (default: asked for)')
    .option("--open", "the network has no passphrase")
    .option("--json", "print JSON on standard output, and nothing else there")
    .addHelpText(
      "after",
      `
Examples:
  tightlip provision --label label.txt                           the first time; asks for the network
  tightlip provision --secrets home.json                         later: the owner key is kept here
  tightlip provision --port sim:esp32c3=board.bin --label label.txt --secrets home.json

The first time gives the board an owner key, which this computer keeps in a file for you alone; from then on the label's
code is of no use, until the board is reset by hand.
The environment may hold values too: TIGHTLIP_SECRET_WIFI_SSID, …_WIFI_PSK, …_PAIRING_CODE.
${VALUES}

${exitCodesHelp({
  ...{ done: "the board has joined", leaks: "the board told the cable a secret where nothing allows it" },
  ...{ usage: true, board: "board or port, or it did not join", internal: true, interrupted: true },
})}`,
    )
    .action(async (options) => {
      const { provisionCommand } = await loading(() => import("./provision.ts"));
      process.exitCode = await provisionCommand(options);
    });
}

function addLabel(program: Command): void {
  program
    .command("label")
    .argument("<file>", "the label's file; made with a new pairing code if it does not exist")
    .description("Make a board's pairing code, and its QR code for printing.")
    .option("--qr <file...>", "draw the QR code to files that end in .svg, .png or .txt")
    .addHelpText(
      "after",
      `
Examples:
  tightlip label label.txt --qr label.svg       a new code, and its drawing
  tightlip flash --use-label label.txt …        the board gets it

Only these files show the code, and only you can read them.

${exitCodesHelp({ done: "written", usage: true, internal: true })}`,
    )
    .action(async (file: string, options) => {
      const { labelCommand } = await import("./label.ts");
      process.exitCode = await labelCommand(file, options);
    });
}

function addForget(program: Command): void {
  withSecrets(program.command("forget"))
    .description("Erase everything that a board was told, read its flash back, and search it for remains.")
    .option("--port <name>", PORT)
    .option("--baud <n>", "speed in bits per second (default: 921600)", parseBaud)
    .option("--json", "print JSON on standard output, and nothing else there")
    .addHelpText(
      "after",
      `
Examples:
  tightlip forget --port /dev/ttyUSB0
  tightlip forget --port sim:esp32c3=board.bin --secrets home.json

All settings go, including those of the network service and overwritten ones; program and pairing code stay.
The search is for the credentials that the board held, and for those that are named.
${VALUES}

${exitCodesHelp({
  ...{ done: "nothing is left", leaks: "a secret is left, such as in the program" },
  ...{ usage: true, board: true, internal: true, interrupted: true },
})}`,
    )
    .action(async (options) => {
      const { forgetCommand } = await loading(() => import("./forget.ts"));
      process.exitCode = await forgetCommand(options);
    });
}

function addDump(program: Command): void {
  withSecrets(program.command("dump"))
    .description("Show the content of a board's flash: settings by key and size, credentials by name.")
    .option("--port <name>", PORT)
    .option("--baud <n>", "speed in bits per second (default: 921600)", parseBaud)
    .option("--out <file>", "also read the whole flash into a file")
    .option("--json", "print JSON on standard output, and nothing else there")
    .addHelpText(
      "after",
      `
Examples:
  tightlip dump --port /dev/ttyUSB0
  tightlip dump --out board.bin                 then: tightlip monitor --port sim:esp32c3=board.bin

The search is for the credentials that the board holds, and for those that are named. The file holds them all; only
you can read it. The flash of a board with other firmware is searched as "tightlip scan" searches a dump.
${VALUES}

${exitCodesHelp({
  ...{ done: true, leaks: "a secret lies in the clear where nothing allows it" },
  ...{
    usage: true,
    unknown: "other firmware, of which not all could be read, or nothing to look for is known",
  },
  ...{ board: true, internal: true, interrupted: true },
})}`,
    )
    .action(async (options) => {
      const { dumpCommand } = await loading(() => import("./dump.ts"));
      process.exitCode = await dumpCommand(options);
    });
}

function withSecrets(command: Command): Command {
  return command
    .option("--secrets <file>", 'JSON with the known secrets: { "wifi.psk": "the passphrase" }')
    .option(
      "--secret <name>",
      "search for this secret as well; its value is asked for, or taken from the environment",
      (name: string, names: string[] = []) => [...names, name],
    );
}

function parseText(text: string): string {
  if (text === "") throw new InvalidArgumentError("It must not be empty.");
  return text;
}
