/** Task `flash`: puts a firmware that keeps its secrets onto a board. */
import { PAIRING_CODE } from "../../sim/device/device-config.ts";
import { Cache } from "../cache.ts";
import { importedBoard } from "../compile/board.ts";
import { buildImage } from "../compile/build.ts";
import { EXIT_DONE, EXIT_USAGE } from "../exit-codes.ts";
import { awaitPort } from "../flash/await-port.ts";
import { type Board, findBoard, findBoards } from "../flash/boards.ts";
import { type FlashResult as BoardResult, flashBoard } from "../flash/flash-board.ts";
import { openPort } from "../flash/open-port.ts";
import { type Runtime, readRuntime, runtimeFrom } from "../flash/runtime.ts";
import { keptRuntime, RELEASE, releasedRuntime } from "../flash/runtime-release.ts";
import { ChipError } from "../flash/session.ts";
import { STAND_IN, standInRuntime } from "../flash/stand-in-runtime.ts";
import { storeOf } from "../flash/store.ts";
import { labelText, needLabel } from "../provision/label.ts";
import { newBoardSecrets } from "../provision/offer.ts";
import { checkRawFile, writeRawFile } from "../raw-file.ts";
import { type Appliance, reportPath } from "../subjects/appliance.ts";
import type { Untrusted } from "../subjects/definitions/untrusted.ts";
import { oneFirmware } from "../subjects/one-firmware.ts";
import { Configs, loadPolicy } from "../subjects/policy-file.ts";
import { UserError } from "../user-error.ts";
import { passGate } from "./flash-gate.ts";
import { blockingStep, step, type TaskContext, warningTo } from "./progress.ts";
import { Trust } from "./trust.ts";

export interface FlashRequest {
  /** File, folder or name, as the user names it; null for the project's. */
  readonly firmware: string | null;
  /** Default: the policy's or the config's, else the one whose pins the firmware imports. */
  readonly board?: string;
  /** Default: the one port that can be meant. */
  readonly port?: string;
  /** A file, `release` or `sim`; default: the release that is kept. */
  readonly runtime?: string;
  readonly runtimeSha256?: string;
  /** Leave the runtime and the board's identity alone. */
  readonly programOnly?: boolean;
  /** File to write the board's pairing code to. */
  readonly label?: string;
  /** A label's file, whose code a new board gets. */
  readonly useLabel?: string;
  readonly baudRate?: number;
  readonly erase?: boolean;
  /** Check everything, and touch no board. */
  readonly dryRun?: boolean;
  readonly allowLeaks?: boolean;
  /** Null trusts the checkout. */
  readonly untrusted: Untrusted | null;
}

interface FlashedFirmware {
  readonly name: string;
  /** SHA-256 of the image, as of the runtime. */
  readonly image: string;
  readonly board: string;
  /** Null: the one on the board stays. */
  readonly runtime: string | null;
  readonly gate: "keeps" | "leaks allowed";
  /** Reasons not to flash it, where leaks are allowed. */
  readonly objections: readonly string[];
}

type OnTheBoard = Omit<BoardResult, "texts"> & { readonly port: string };

export type FlashResult = { readonly exitCode: number } & FlashedFirmware &
  ({ readonly dryRun: true } | ({ readonly dryRun: false } & OnTheBoard));

/** Key in the board's configuration of the gate's outcome. */
const GATE = "tightlip.gate";

/** Throws a UserError for bad usage, a firmware that does not pass the gate, and a board that cannot be flashed. */
export async function flash(request: FlashRequest, context: TaskContext): Promise<FlashResult> {
  return Trust.with(request.untrusted, request.firmware === null ? [] : [request.firmware], (trust) =>
    flashWith(trust, request, context),
  );
}

async function flashWith(trust: Trust, request: FlashRequest, context: TaskContext): Promise<FlashResult> {
  const { label } = request;
  const warn = warningTo(context);
  if (label !== undefined) await checkRawFile(label);
  checkProgramOnly(request);
  const code = request.useLabel === undefined ? null : needLabel(request.useLabel);
  const configs = new Configs(trust.definitions);
  const appliance = await oneFirmware(request.firmware, configs);
  const policy = await loadPolicy(appliance, configs);
  trust.warn(context);
  const boardId = request.board ?? policy.policy.board ?? boardOfPins(appliance);
  const board = findBoard(boardId, findBoards(process.cwd()));
  const runtime = request.programOnly ? null : await runtimeOf(request, board, warn);

  context.on(blockingStep(`checking ${appliance.name}`));
  const allowLeaks = request.allowLeaks === true;
  const { image, objections } = passGate(appliance, policy, {
    firmware: appliance.main,
    board: boardId,
    allowLeaks,
    warn,
  });
  const about: FlashedFirmware = {
    name: appliance.name,
    image: image.sha256,
    board: board.id,
    runtime: runtime?.sha256 ?? null,
    gate: objections.length > 0 ? "leaks allowed" : "keeps",
    objections,
  };
  const fstor = board.partitions.find(({ name }) => name === "fstor")!;
  const store = storeOf(image, fstor.sizeBytes);
  if (request.dryRun) return { ...about, dryRun: true, exitCode: EXIT_DONE };

  context.on(step("connecting"));
  const { port, texts, ...done } = await bringToBoard(request, context, {
    board,
    runtime,
    store,
    newTexts: () => ({ ...newBoardSecrets(), ...(code !== null && { [PAIRING_CODE]: code }) }),
    gate: [GATE, about.gate],
  });
  if (label !== undefined) {
    await writeRawFile(label, [new TextEncoder().encode(labelText(texts![PAIRING_CODE]))]);
    warn(`${label} holds the pairing code of this board. Only you can read it; it belongs on the device.`);
  }
  if (code !== null && texts![PAIRING_CODE] !== code)
    throw new ChipError(
      `${port}: was flashed, but keeps the pairing code that it had. --label writes that one; --erase gives it the label's.`,
    );
  return { ...about, dryRun: false, port, ...done, exitCode: EXIT_DONE };
}

type Content = Pick<Parameters<typeof flashBoard>[1], "board" | "runtime" | "store" | "newTexts" | "gate">;

async function bringToBoard(
  { port: portName, erase, baudRate }: FlashRequest,
  context: TaskContext,
  content: Content,
): Promise<BoardResult & { readonly port: string }> {
  const { signal } = context;
  const opened = await openPort(portName);
  try {
    const result = await flashBoard(opened.port, {
      ...content,
      erase: erase === true,
      baudRate,
      signal,
      progress: (part, doneBytes, totalBytes) =>
        context.on(totalBytes === 0 ? step(part) : { kind: "transfer", part, doneBytes, totalBytes }),
      waitForPort: () => awaitPort(portName, { warn: warningTo(context), signal }),
    });
    return { port: opened.port.name, ...result };
  } finally {
    await opened.release();
  }
}

/** The board whose pins the firmware imports. Throws BuildFailed, and another UserError where it imports those of none. */
function boardOfPins({ main }: Appliance): string {
  const board = importedBoard(buildImage(main).image.debug);
  if (board !== null) return board;
  throw new UserError(
    `${reportPath(main)}: imports the pins of no board, or of several. Name the board with --board; "tightlip boards" lists them.`,
    EXIT_USAGE,
  );
}

function checkProgramOnly({ programOnly, erase, label, useLabel, allowLeaks }: FlashRequest): void {
  if (!programOnly) return;
  if (erase || (label ?? useLabel) !== undefined)
    throw new UserError(
      "--program-only leaves the runtime and the board's identity alone: leave out --erase, --label and --use-label.",
      EXIT_USAGE,
    );
  if (allowLeaks)
    throw new UserError(
      "--allow-leaks is recorded on the board, which --program-only leaves alone: flash the board as a whole.",
      EXIT_USAGE,
    );
}

/** The stand-in is for emulated chips: a real one would not start any more. */
async function runtimeOf(
  { runtime, runtimeSha256, port, dryRun }: FlashRequest,
  board: Board,
  warn: (message: string) => void,
): Promise<Runtime> {
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
