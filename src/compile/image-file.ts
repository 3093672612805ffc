/** Reads a built image back: the bytecode that `tightlip build` writes, and the debug information beside it. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as v from "valibot";
import type { Identity } from "../../sim/device/identity.ts";
import type { Image } from "../../sim/device/image.ts";
import { isLibraryFile } from "../../sim/tape/position.ts";
import type { BoardConfig, FullDebugInfo, FullServiceSpec } from "../compiler.ts";
import { loadCompiler } from "../devicescript.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { boardFor, DEFAULT_BOARD, targetBoards } from "./board.ts";
import { carriedIn, SourceCredentials } from "./credentials.ts";
import { trimDebug, trimSpec } from "./spec.ts";

const ENDING = /(\.devs)?$/;

const DebugFile = v.looseObject({
  functions: v.array(v.looseObject({ name: v.string(), startpc: v.number(), size: v.number() })),
  specs: v.array(v.looseObject({ name: v.string(), classIdentifier: v.number() })),
  srcmap: v.array(v.number()),
  sources: v.array(v.looseObject({ path: v.string(), length: v.number(), text: v.optional(v.string()) })),
  binarySHA256: v.string(),
  localConfig: v.looseObject({
    hwInfo: v.record(v.string(), v.unknown()),
    addServices: v.array(v.looseObject({ classIdentifier: v.number() })),
    addBoards: v.array(v.looseObject({})),
  }),
});

/** Bytecode test by a file's first bytes (`DEVS_IMG_MAGIC0` in DeviceScript's devs_format.h). */
export function isBytecode(start: Uint8Array): boolean {
  return Buffer.from(start.subarray(0, 4)).toString("latin1") === "DevS";
}

export interface LoadedImage {
  readonly image: Image;
  /** The board that was asked for, else the one of every firmware. */
  readonly board: Identity | undefined;
}

/** Throws a UserError when the debug information is missing, or of another build, or there is no such board. */
export function loadImage(file: string, board: string | null): LoadedImage {
  const bytecode = new Uint8Array(readFileSync(file));
  const sha256 = createHash("sha256").update(bytecode).digest("hex");
  const beside = file.replace(ENDING, "-dbg.json");
  const full = readDebug(file, beside);
  if (full.binarySHA256 !== sha256)
    throw new UserError(
      `${file}: ${beside} belongs to another build. Build it again with "tightlip build".`,
      EXIT_USAGE,
    );
  const { hwInfo, addServices, addBoards } = full.localConfig;
  const config = loadCompiler().resolveConfig({
    hwInfo: {},
    // The compiler wrote these values itself, so they have the types it reads.
    addServices: addServices as unknown as FullServiceSpec[],
    addBoards: addBoards as BoardConfig[],
  });
  const debug = trimDebug(full as FullDebugInfo);
  const boards = targetBoards(config);
  const used = new Set(debug.specs.map(({ classIdentifier }) => classIdentifier));
  const own = debug.sources.filter(({ path }) => !isLibraryFile(path));
  const credentials = new SourceCredentials(new Map(own.map(({ path, text = "" }) => [path, text])));
  return {
    image: {
      name: typeof hwInfo["@name"] === "string" ? hwInfo["@name"] : "",
      bytecode,
      sha256,
      debug,
      services: config.services.filter(({ classIdentifier }) => used.has(classIdentifier)).map(trimSpec),
      settings: {},
      bakedDefaults: credentials.bakedDefaults(),
      bakedLiterals: carriedIn(bytecode, credentials.bakedLiterals()),
    },
    board:
      board === null
        ? boards.find(({ boardId }) => boardId === DEFAULT_BOARD)
        : boardFor(board, { main: file, bytecode, debug, boards }),
  };
}

function readDebug(file: string, beside: string) {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(beside, "utf8"));
  } catch (cause) {
    throw new UserError(
      `${file}: its debug information (${beside}) is not there or not readable. Build it again with "tightlip build".`,
      EXIT_USAGE,
      { cause },
    );
  }
  const parsed = v.safeParse(DebugFile, json);
  if (parsed.success) return parsed.output;
  throw new UserError(
    `${file}: ${beside} is not the debug information of an image. Build it again with "tightlip build".`,
    EXIT_USAGE,
  );
}
