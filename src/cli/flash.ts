/** `tightlip flash`: puts a firmware that keeps its secrets onto a board. */
import { PAIRING_CODE } from "../../sim/device/device-config.ts";
import { Cache } from "../cache.ts";
import { findProject } from "../compile/project.ts";
import { type Board, findBoard, findBoards } from "../flash/boards.ts";
import { type FlashResult, flashBoard } from "../flash/flash-board.ts";
import { objections } from "../flash/gate.ts";
import { isNetworkPort } from "../flash/network-port.ts";
import { openPort } from "../flash/open-port.ts";
import { type Runtime, readRuntime, runtimeFrom } from "../flash/runtime.ts";
import { keptRuntime, RELEASE, releasedRuntime } from "../flash/runtime-release.ts";
import { ChipError } from "../flash/session.ts";
import { STAND_IN, standInRuntime } from "../flash/stand-in-runtime.ts";
import { storeOf } from "../flash/store.ts";
import { labelText, needLabel } from "../provision/label.ts";
import { newBoardSecrets } from "../provision/offer.ts";
import { checkRawFile, writeRawFile } from "../raw-file.ts";
import { inline } from "../report/printable.ts";
import { transferText } from "../report/transfer.ts";
import { applianceAt } from "../subjects/appliance.ts";
import { Configs, loadPolicy, seedOf } from "../subjects/policy-file.ts";
import { AS_DECLARED, checkAppliance, EXIT_LEAKS } from "../tasks/check.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { warn } from "./failure.ts";
import { Progress } from "./progress.ts";

interface Options {
  readonly board?: string;
  readonly port?: string;
  readonly runtime?: string;
  readonly runtimeSha256?: string;
  readonly programOnly?: true;
  readonly label?: string;
  /** A label's file, whose code a new board gets. */
  readonly useLabel?: string;
  readonly baud?: number;
  readonly erase?: true;
  readonly dryRun?: true;
  readonly allowLeaks?: true;
  readonly json?: true;
}

/** Whether a board was flashed against the gate's advice stands in its configuration, under this key. */
const GATE = "tightlip.gate";
/** How long to wait for a port that went away, and how often to look. */
const WAIT_MS = 30_000;
const LOOK_MS = 500;
/** Between tries to open a port of another computer. */
const RETRY_MS = 1_500;

export async function flashCommand(firmware: string, options: Options): Promise<number> {
  if (options.label !== undefined) await checkRawFile(options.label);
  if (options.programOnly && (options.erase || (options.label ?? options.useLabel) !== undefined))
    throw new UserError(
      "--program-only leaves the runtime and the board's identity alone: it goes with none of --erase, --label and --use-label.",
      EXIT_USAGE,
    );
  if (options.programOnly && options.allowLeaks)
    throw new UserError(
      "--allow-leaks is recorded on the board, which --program-only leaves alone: flash the board as a whole.",
      EXIT_USAGE,
    );
  const code = options.useLabel === undefined ? null : needLabel(options.useLabel);
  const configs = new Configs();
  const appliance = applianceAt(firmware);
  const policy = await loadPolicy(appliance, configs);
  const boardId = options.board ?? policy.policy.board;
  if (boardId === undefined)
    throw new UserError('Name the board with --board; "tightlip boards" lists them.', EXIT_USAGE);
  const board = findBoard(boardId, findBoards(process.cwd()));
  const runtime = options.programOnly ? null : await runtimeOf(options, board);

  const checked = checkAppliance(appliance, policy, {
    ...AS_DECLARED,
    seed: seedOf([policy]),
    board: boardId,
    warn,
  });
  if (checked.image === null) throw checked.failure!;
  const refused = objections(checked, findProject(firmware).root);
  if (refused.length > 0 && !options.allowLeaks)
    throw new UserError(
      `${appliance.name} is not flashed: ${refused.join("; ")}. See "tightlip check ${firmware}"; --allow-leaks flashes it all the same, and the board says so.`,
      EXIT_LEAKS,
    );
  for (const objection of refused) warn(`flashed all the same (--allow-leaks): ${objection}`);

  const fstor = board.partitions.find(({ name }) => name === "fstor")!;
  const store = storeOf(checked.image, fstor.sizeBytes);
  const gate = refused.length > 0 ? "leaks allowed" : "keeps";
  const about = {
    schema: 1,
    name: appliance.name,
    image: checked.image.sha256,
    board: board.id,
    runtime: runtime?.sha256 ?? null,
    gate,
    objections: refused,
  };
  if (options.dryRun) {
    say(options, { ...about, dryRun: true }, `${appliance.name} would be flashed to ${board.id}: ${gate}`);
    return 0;
  }

  const opened = await openPort(options.port);
  const progress = new Progress();
  const startedMillis = Date.now();
  let result: FlashResult;
  try {
    result = await flashBoard(opened.port, {
      board,
      runtime,
      store,
      newTexts: () => ({ ...newBoardSecrets(), ...(code !== null && { [PAIRING_CODE]: code }) }),
      gate: [GATE, gate],
      erase: options.erase === true,
      baudRate: options.baud,
      progress: (part, doneBytes, totalBytes) => {
        const millis = Date.now() - startedMillis;
        progress.show(`${part}: ${transferText({ doneBytes, totalBytes, millis })}`);
      },
      waitForPort: () => waitFor(options.port),
    });
  } finally {
    progress.clear();
    await opened.release();
  }
  if (options.label !== undefined) {
    await writeRawFile(options.label, [new TextEncoder().encode(labelText(result.texts![PAIRING_CODE]))]);
    warn(
      `${options.label} holds the pairing code of this board. Only you can read it; it belongs on the device.`,
    );
  }
  if (code !== null && result.texts![PAIRING_CODE] !== code)
    throw new ChipError(
      `${opened.port.name}: was flashed, but keeps the pairing code that it had. --label writes that one; --erase gives it the label's.`,
    );
  const { texts: _secret, ...outcome } = result;
  const seconds = (result.millis / 1000).toFixed(1);
  say(
    options,
    { ...about, dryRun: false, port: opened.port.name, ...outcome },
    `${appliance.name} is on ${opened.port.name} (${board.id}): ${result.writtenBytes} bytes written and verified, ${result.unchanged.length} of ${result.unchanged.length + result.written.length} parts unchanged, ${seconds} s`,
  );
  return 0;
}

/** The stand-in is for emulated chips: a real one would not start any more. */
async function runtimeOf({ runtime, runtimeSha256, port, dryRun }: Options, board: Board): Promise<Runtime> {
  const cache = new Cache(warn);
  if (runtime === RELEASE) return releasedRuntime(board, cache, runtimeSha256);
  const kept = runtime === undefined ? keptRuntime(board, cache, runtimeSha256) : null;
  if (kept !== null) return kept;
  if (runtime !== STAND_IN) return readRuntime(runtime, board, runtimeSha256);
  if (port?.startsWith("sim:") !== true && dryRun !== true)
    throw new UserError(
      `--runtime ${STAND_IN} is a stand-in that only emulated chips start: use it with --port sim:${board.chip}.`,
      EXIT_USAGE,
    );
  return runtimeFrom(standInRuntime(board), STAND_IN, board, runtimeSha256);
}

function say({ json }: Options, document: object, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(document, null, 2)}\n` : `${inline(text)}\n`);
}

/** Emulated chips come back only when somebody plugs them in again, which nobody does here. */
async function waitFor(port: string | undefined): Promise<boolean> {
  if (port?.startsWith("sim:")) return false;
  if (port !== undefined && isNetworkPort(port)) {
    // Only opening it tells whether it is back.
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    return true;
  }
  const { listPorts } = await import("../flash/serial-port.ts");
  warn("The port went away. Plug the board in again; flashing goes on where it was.");
  for (let waited = 0; waited < WAIT_MS; waited += LOOK_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const ports = await listPorts();
    if (
      port === undefined
        ? ports.some(({ bridge }) => bridge !== null)
        : ports.some(({ path }) => path === port)
    )
      return true;
  }
  return false;
}
