/** The first instrument: searches bytes for secrets through all encodings, nested ones included. */
import { toBytes, toLatin1 } from "../../../sim/tape/bytes.ts";
import { MIN_SCANNED_CHARACTERS } from "../policy/secret.ts";
import { coverOf, type Range } from "./byte-class.ts";
import { containerOf } from "./container.ts";
import { unwrap } from "./decode.ts";
import { ENCODINGS, neighbourDifferences, PLAIN } from "./encodings.ts";
import type { Hit, Wanted } from "./hit.ts";
import { Matcher } from "./matcher.ts";
import { redacted, redactedBytes, type SecretPlace, secretPlaces } from "./redact.ts";
import { ScanStream, WINDOW_BYTES } from "./scan-stream.ts";
import type { ScanWindow, WindowQueue } from "./window-queue.ts";

/** Number of layers that are taken off, at most. */
export const MAX_NESTING = 5;
/** Decoded bytes for each scanned buffer, over all layers together: so many, and so many times its own length. */
const MAX_DECODED_BYTES = 4 * 1024 * 1024;
const MAX_DECODED_TIMES = 4;

/** Every second byte, or every third, is looked at by itself. */
const SPREADS = [
  { step: 2, name: "every second byte" },
  { step: 3, name: "every third byte" },
] as const;
/** Shortest secret that is looked for under a constant key byte, or with fillers between its bytes. */
const MIN_XOR_BYTES = 8;

/** Encodings of values that were computed from secrets. */
const DERIVED_ENCODINGS = ENCODINGS.filter(({ name }) =>
  [PLAIN, "hex", "base64", "base64url"].includes(name),
);

/** Of each, forms that are looked for: digits with and without colons, and every alignment. */
const MAX_DERIVED_FORMS = 4;

/** Layers that have been taken off before some bytes are searched. */
interface Surroundings {
  /** Number of layers. */
  readonly depth: number;
  /** All of them were containers, which leave bytes as they are. */
  readonly isOpen: boolean;
  readonly isContinued: boolean;
  readonly chain: readonly string[];
  /** Range of the scanned bytes that carries a range of these. */
  readonly locate: (range: Range) => Range;
  /** A range of these stands further out as it is, where it is found with fewer layers. */
  readonly isKnown: (range: Range) => boolean;
}

export class Scanner {
  private readonly matcher: Matcher;
  private readonly meaning: { secret: string; encoding: string }[] = [];
  /** Looks for secrets of which every byte was combined with the same key byte. */
  private readonly xorMatcher: Matcher;
  private readonly plainMatcher: Matcher;
  /** Names of the secrets that those two look for. */
  private readonly longSecrets: string[] = [];
  /** Names of secrets that are too short to be searched for. */
  readonly tooShort: readonly string[];
  private readonly searched: readonly Wanted[];
  private readonly secrets: readonly Wanted[];

  constructor(wanted: readonly Wanted[]) {
    const needles: Uint8Array[] = [];
    const masked: Uint8Array[] = [];
    const plain: Uint8Array[] = [];
    this.searched = wanted.filter((w) => w.value.length >= MIN_SCANNED_CHARACTERS);
    this.secrets = this.searched.filter(({ derived }) => derived === undefined);
    const left = wanted.filter((w) => !this.searched.includes(w));
    this.tooShort = [...new Set(left.map((w) => w.name))];
    for (const { name, value, derived } of this.searched) {
      const bytes = derived?.bytes ?? toBytes(value);
      const seen = new Set<string>();
      const add = (encoding: string, form: Uint8Array) => {
        const key = toLatin1(form);
        if (form.length < MIN_SCANNED_CHARACTERS || seen.has(key)) return;
        seen.add(key);
        needles.push(form);
        this.meaning.push({ secret: name, encoding });
      };
      if (derived !== undefined) {
        for (const encoding of DERIVED_ENCODINGS)
          for (const form of encoding.forms(bytes).slice(0, MAX_DERIVED_FORMS)) add(encoding.name, form);
        continue;
      }
      const encoded = ENCODINGS.map((encoding) => ({ encoding, forms: encoding.forms(bytes) }));
      for (const { encoding, forms } of encoded) for (const form of forms) add(encoding.name, form);
      for (const { encoding, forms } of encoded) {
        for (const form of forms) add(`reversed ${encoding.name}`, form.slice().reverse());
      }
      // Shorter ones occur by chance in what is left when a key byte is taken out.
      if (bytes.length >= MIN_XOR_BYTES) {
        plain.push(bytes);
        masked.push(neighbourDifferences(bytes));
        this.longSecrets.push(name);
      }
    }
    this.matcher = new Matcher(needles);
    this.xorMatcher = new Matcher(masked);
    this.plainMatcher = new Matcher(plain);
  }

  /** Hits in `bytes`, those that take fewer layers first. */
  scan(bytes: Uint8Array): Hit[] {
    if (bytes.length <= WINDOW_BYTES) return this.scanWindow({ bytes, isContinued: false });
    const stream = this.stream();
    return [...stream.push(bytes), ...stream.end()];
  }

  /** Scans what comes in pieces, in memory that does not grow with it. Whole windows wait in the queue, if there is one. */
  stream(queue: WindowQueue | null = null): ScanStream {
    return new ScanStream((window) => this.scanWindow(window), queue);
  }

  /** The text with every secret in it replaced by its name, or by the one that is given. */
  redact(text: string, name?: string): string {
    const label = name === undefined ? undefined : () => `‹${name}›`;
    return redacted(text, this.secrets, (bytes) => this.scan(bytes), label);
  }

  /** Places of secrets and parts of them, in order. None overlaps another. */
  places(bytes: Uint8Array): SecretPlace[] {
    return secretPlaces(bytes, this.secrets, this.scan(bytes));
  }

  /** Bytes as hexadecimal, with every secret in them replaced by its name. */
  redactBytes(bytes: Uint8Array): string {
    return redactedBytes(bytes, this.scan(bytes));
  }

  /** Hits in a part of a stream. */
  scanWindow({ bytes, isContinued }: ScanWindow): Hit[] {
    const hits: Hit[] = [];
    const budget = { left: MAX_DECODED_BYTES + MAX_DECODED_TIMES * bytes.length };
    const outermost = { locate: (range: Range) => range, isKnown: () => false };
    this.search(bytes, { depth: 0, isOpen: true, isContinued, chain: [], ...outermost }, budget, hits);
    return hits.sort((a, b) => a.chain.length - b.chain.length);
  }

  private search(bytes: Uint8Array, around: Surroundings, budget: { left: number }, hits: Hit[]): void {
    const found = this.found(bytes);
    let chain: readonly string[] | null = null;
    // Containers are only recognised where something was found or is inside.
    const chainOf = () => {
      const container = chain === null ? containerOf(bytes) : null;
      chain ??= container === null ? around.chain : [...around.chain, container];
      return chain;
    };
    for (const { secret, encoding, start, end } of found) {
      if (around.isKnown({ start, end })) continue;
      const isPlain = encoding === PLAIN;
      hits.push({
        secret,
        chain: isPlain ? chainOf() : [...chainOf(), encoding],
        degree: isPlain && around.isOpen ? "clear" : "encoded",
        ...around.locate({ start, end }),
      });
    }
    if (around.depth === MAX_NESTING) return;
    for (const layer of unwrap(bytes, around)) {
      budget.left -= layer.bytes.length;
      if (budget.left < 0) return;
      if (layer.bytes.length < MIN_SCANNED_CHARACTERS) continue;
      const inside = {
        depth: around.depth + 1,
        isOpen: around.isOpen && layer.isContainer === true,
        isContinued: false,
        chain: [...chainOf(), layer.name],
        locate: (range: Range) => around.locate(layer.origins.locate(range)),
        isKnown: (range: Range) => layer.origins.isCopy(range) || around.isKnown(layer.origins.locate(range)),
      };
      this.search(layer.bytes, inside, budget, hits);
    }
  }

  /** Secrets in these bytes as they are, in one encoding. */
  private found(bytes: Uint8Array): readonly (Range & { secret: string; encoding: string })[] {
    const named = this.matcher.find(bytes).map((match) => ({ ...match, ...this.meaning[match.needle] }));
    const others = [
      ...this.xorMatcher.findDifferences(bytes).map((match) => ({ match, encoding: "xor constant" })),
      ...SPREADS.flatMap(({ step, name }) =>
        this.plainMatcher.findSpread(bytes, step).map((match) => ({ match, encoding: name })),
      ),
    ].map(({ match, encoding }) => ({ ...match, secret: this.longSecrets[match.needle], encoding }));
    if (others.length === 0) return named;
    // Plain is the key byte zero, inverted is the key byte 255: those have names of their own.
    const known = new Map(
      this.longSecrets.map((secret) => [secret, coverOf(named.filter((n) => n.secret === secret))]),
    );
    return [...named, ...others.filter((other) => !known.get(other.secret)!(other))];
  }
}
