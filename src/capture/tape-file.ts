/**
 * Tapes in files: gzip-compressed JSON lines, written and read as a stream, so that a tape may be larger than
 * memory. The first line is a {@link TapeHeader}, each further one a tape event with its payload in base64, and
 * the last one says how many events there were. Such a file holds whatever the device sent, secrets included.
 */

import { createReadStream } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { createGunzip, createGzip } from "node:zlib";
import * as v from "valibot";
import {
  CHANNELS,
  OBSERVERS,
  PLATFORM_MECHANISMS,
  SENDERS,
  TAPE_VERSION,
  type TapeEvent,
} from "../../sim/tape/tape.ts";
import { plural } from "../plural.ts";
import { writeRawFile } from "../raw-file.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";

/** Header of a tape: the run, in enough detail to run it again. */
export interface TapeHeader {
  /** Version of the tightlip that wrote the tape. */
  readonly tightlip: string;
  readonly image: { readonly name: string; readonly sha256: string };
  readonly seed: number;
  /** Virtual time that the run was meant to take. */
  readonly virtualMicros: number;
  /** Reason why the run ended before `virtualMicros`; null when it did not. */
  readonly stopped: string | null;
  /** The scenario as plain data; null when there was none. */
  readonly scenario: unknown;
}

export interface LoadedTape {
  readonly header: TapeHeader;
  /**
   * Can be read once; the file is open until its end is reached or the loop over it is left. Throws a UserError
   * at the first line that is not as it should be.
   */
  readonly events: AsyncIterable<TapeEvent>;
}

/** Longest line that is read, bytes. The VM has 16 MiB of memory, and base64 takes a third more. */
const MAX_LINE_BYTES = 32 * 1024 * 1024;
/** Longest tape, unpacked: that of the longest run (sim/engine/budget.ts) has half of it. */
const MAX_TAPE_FILE_BYTES = 2 * 1024 * 1024 * 1024;
/** Text that is handed to the compressor at once, characters. */
const CHUNK_CHARACTERS = 64 * 1024;

/** Writes a tape, mode 0600. Throws a UserError when the file can't be written. */
export async function saveTape(
  file: string,
  header: TapeHeader,
  events: Iterable<TapeEvent> | AsyncIterable<TapeEvent>,
): Promise<void> {
  const gzip = createGzip();
  // An error of the source ends the compressed stream with it, and so reaches whoever writes.
  pipeline(Readable.from(chunksOf(header, events)), gzip, () => {});
  await writeRawFile(file, gzip);
}

/** Opens a tape and reads its header. Throws a UserError when it is none, or one of another version. */
export async function loadTape(file: string): Promise<LoadedTape> {
  const lines = linesOf(file);
  const first = await lines.next();
  if (first.done) throw broken(file, 1, "is empty");
  const header = readHeader(file, first.value);
  return { header, events: readEvents(file, lines) };
}

async function* chunksOf(
  header: TapeHeader,
  events: Iterable<TapeEvent> | AsyncIterable<TapeEvent>,
): AsyncGenerator<string> {
  let chunk = `${JSON.stringify({ tape: TAPE_VERSION, ...header })}\n`;
  let count = 0;
  for await (const event of events) {
    chunk += `${JSON.stringify({ ...event, payload: event.payload && toBase64(event.payload) })}\n`;
    count++;
    if (chunk.length >= CHUNK_CHARACTERS) {
      yield chunk;
      chunk = "";
    }
  }
  yield `${chunk}${JSON.stringify({ end: { events: count } })}\n`;
}

/** The lines of a compressed file, without their ends. */
async function* linesOf(file: string): AsyncGenerator<Buffer> {
  const text = createGunzip();
  pipeline(createReadStream(file), text, () => {});
  let pieces: Buffer[] = [];
  let sizeBytes = 0;
  let line = 1;
  let totalBytes = 0;
  try {
    for await (const chunk of text as AsyncIterable<Buffer>) {
      totalBytes += chunk.length;
      if (totalBytes > MAX_TAPE_FILE_BYTES) throw broken(file, line, "is beyond what any run records");
      let at = 0;
      for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, at)) {
        yield Buffer.concat([...pieces, chunk.subarray(at, end)]);
        line++;
        pieces = [];
        sizeBytes = 0;
        at = end + 1;
      }
      pieces.push(chunk.subarray(at));
      sizeBytes += chunk.length - at;
      if (sizeBytes > MAX_LINE_BYTES) throw broken(file, line, "is longer than any event can be");
    }
  } catch (error) {
    throw error instanceof UserError ? error : unreadable(file, line, error as NodeJS.ErrnoException);
  } finally {
    text.destroy();
  }
  if (sizeBytes > 0) throw broken(file, line, "is cut short");
}

function unreadable(file: string, line: number, error: NodeJS.ErrnoException): UserError {
  if (error.code === "Z_BUF_ERROR") return broken(file, line, "is cut short");
  if (error.code?.startsWith("Z_")) return broken(file, line, "is not, or no longer, gzip-compressed");
  return new UserError(`${file}: can't be read (${error.code ?? "unknown error"}).`, EXIT_USAGE, {
    cause: error,
  });
}

/** The offending text is never quoted: it may be a secret. */
function broken(file: string, line: number, what: string): UserError {
  return new UserError(
    `${file}: line ${line} ${what}. The tape can't be used; record it again with "tightlip run --save".`,
    EXIT_USAGE,
  );
}

const Count = v.pipe(
  v.number(),
  v.check((number) => Number.isSafeInteger(number) && number >= 0, "a whole number, 0 or more"),
);

const HeaderLine = v.strictObject({
  tape: v.literal(TAPE_VERSION),
  tightlip: v.string(),
  image: v.strictObject({
    name: v.string(),
    sha256: v.pipe(
      v.string(),
      v.check((text) => /^[0-9a-f]{64}$/.test(text), "64 hexadecimal digits"),
    ),
  }),
  seed: Count,
  virtualMicros: Count,
  stopped: v.nullable(v.string()),
  scenario: v.unknown(),
});

const Payload = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }): Uint8Array => {
    const bytes = Buffer.from(dataset.value, "base64");
    if (bytes.toString("base64") === dataset.value) return new Uint8Array(bytes);
    addIssue({ expected: "base64" });
    return NEVER;
  }),
);

const EventLine = v.strictObject({
  atMicros: Count,
  from: v.picklist(SENDERS),
  channel: v.picklist(CHANNELS),
  observers: v.array(v.picklist(OBSERVERS)),
  kind: v.string(),
  to: v.nullable(v.string()),
  payload: v.nullable(Payload),
  sizeBytes: Count,
  stream: v.nullable(Count),
  position: v.nullable(
    v.strictObject({
      step: v.string(),
      blame: v.nullable(v.strictObject({ file: v.string(), line: Count })),
      stack: v.array(
        v.strictObject({
          site: v.string(),
          place: v.nullable(v.strictObject({ file: v.string(), line: Count, functionName: v.string() })),
        }),
      ),
    }),
  ),
  linkData: v.exactOptional(v.array(v.strictTuple([Count, Count]))),
  repeats: v.exactOptional(v.picklist(["calm", "stir"])),
  platform: v.exactOptional(v.picklist(PLATFORM_MECHANISMS)),
  platformRanges: v.exactOptional(v.array(v.strictTuple([Count, Count]))),
  work: v.exactOptional(Count),
} satisfies Record<keyof TapeEvent, v.GenericSchema>) satisfies v.GenericSchema<unknown, TapeEvent>;

const EndLine = v.strictObject({ end: v.strictObject({ events: Count }) });

function readHeader(file: string, bytes: Buffer): TapeHeader {
  const json = readJson(file, 1, bytes);
  const version = isRecord(json) ? json.tape : undefined;
  if (version === undefined) throw broken(file, 1, "is not the beginning of a tape");
  if (version !== TAPE_VERSION) {
    throw new UserError(
      `${file}: line 1 says version ${JSON.stringify(version)} of the tape format, this tightlip reads version ${TAPE_VERSION}. Record it again, or read it with the tightlip that wrote it.`,
      EXIT_USAGE,
    );
  }
  const { tape: _, ...header } = read(file, 1, HeaderLine, json);
  return header;
}

async function* readEvents(file: string, lines: AsyncGenerator<Buffer>): AsyncGenerator<TapeEvent> {
  let line = 1;
  let events = 0;
  let ended = false;
  for await (const bytes of lines) {
    line++;
    if (ended) throw broken(file, line, "comes after the end");
    const json = readJson(file, line, bytes);
    if (isRecord(json) && "end" in json) {
      ended = true;
      const said = read(file, line, EndLine, json).end.events;
      if (said !== events)
        throw broken(file, line, `says ${plural(said, "event")}, but the file has ${events}`);
    } else {
      yield read(file, line, EventLine, json);
      events++;
    }
  }
  if (!ended) throw broken(file, line, "should not be the last");
}

function readJson(file: string, line: number, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw broken(file, line, "is not JSON");
  }
}

function read<T extends v.GenericSchema>(
  file: string,
  line: number,
  schema: T,
  json: unknown,
): v.InferOutput<T> {
  const parsed = v.safeParse(schema, json, { abortEarly: true });
  if (parsed.success) return parsed.output;
  throw broken(file, line, complaint(parsed.issues[0]));
}

/** Error text in the words of the format: valibot's own messages quote what was received. */
function complaint(issue: v.BaseIssue<unknown>): string {
  // Names that the format does not know may be somebody's secret as well.
  if (issue.expected === "never") return "has more in it than the format knows";
  const field = issue.path?.map((item) => String(item.key)).join(".");
  if (field === undefined) return "is not an object";
  if (issue.type === "strict_object" && issue.expected !== "Object") return `has no "${field}"`;
  // Checks of ours have no `expected`, but a message that says it.
  const expected = (issue.expected ?? issue.message).replace(/[()]/g, "").replaceAll(" | ", ", ");
  return `has a wrong "${field}": expected ${expected}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
