/** The first instrument: searches bytes for secrets through all encodings, nested ones included. */
import { toBytes, toLatin1, toText } from "../../sim/bytes.ts";
import { containerOf } from "./container.ts";
import { unwrap } from "./decode.ts";
import { ENCODINGS, neighbourDifferences, PLAIN } from "./encodings.ts";
import { Matcher } from "./matcher.ts";
import { MIN_SCANNED_CHARACTERS } from "./secret.ts";

/** How many layers are taken off. */
export const MAX_NESTING = 5;
/** Decoded bytes for each scanned buffer, over all layers together. */
const MAX_DECODED_BYTES = 4 * 1024 * 1024;

/** Every second byte, or every third, is looked at by itself; in longer buffers that would take too long. */
const STEPS = [2, 3];
const ORDINAL = ["", "", "second", "third"];
const MAX_SPREAD_BYTES = 64 * 1024;
/** Shortest secret that is looked for under a constant key byte, or with fillers between its bytes. */
const MIN_XOR_BYTES = 8;

/** A secret's bytes were found. */
export interface Hit {
  /** Name of the secret. */
  readonly secret: string;
  /** Layers and encoding, outermost first; containers that leave bytes unchanged included. */
  readonly chain: readonly string[];
  readonly degree: "clear" | "encoded";
  /** Range of the scanned bytes that carries it, `[start, end)`. */
  readonly start: number;
  readonly end: number;
}

/** What has been taken off before some bytes are searched. */
interface Surroundings {
  /** Number of layers. */
  readonly depth: number;
  /** All of them were containers, which leave bytes as they are. */
  readonly isOpen: boolean;
  readonly chain: readonly string[];
  /** Where in the scanned bytes the outermost layer is. */
  readonly range: { readonly start: number; readonly end: number } | null;
}

/** What is looked for: a name and the value it has in the run. */
export interface Wanted {
  readonly name: string;
  readonly value: string;
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

  constructor(wanted: readonly Wanted[]) {
    const needles: Uint8Array[] = [];
    const masked: Uint8Array[] = [];
    const plain: Uint8Array[] = [];
    const searched = wanted.filter((w) => w.value.length >= MIN_SCANNED_CHARACTERS);
    this.tooShort = wanted.filter((w) => !searched.includes(w)).map((w) => w.name);
    for (const { name, value } of searched) {
      const bytes = toBytes(value);
      const seen = new Set<string>();
      for (const encoding of ENCODINGS) {
        for (const form of encoding.forms(bytes)) {
          const key = toLatin1(form);
          if (form.length < MIN_SCANNED_CHARACTERS || seen.has(key)) continue;
          seen.add(key);
          needles.push(form);
          this.meaning.push({ secret: name, encoding: encoding.name });
          if (encoding.name === PLAIN || encoding.name === "reversed") continue;
          needles.push(form.slice().reverse());
          this.meaning.push({ secret: name, encoding: `reversed ${encoding.name}` });
        }
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

  /** Hits in `bytes`, those with the shortest chain first. */
  scan(bytes: Uint8Array): Hit[] {
    const hits: Hit[] = [];
    this.search(bytes, { depth: 0, isOpen: true, chain: [], range: null }, { left: MAX_DECODED_BYTES }, hits);
    return hits;
  }

  private search(
    bytes: Uint8Array,
    { depth, isOpen, chain: outer, range }: Surroundings,
    budget: { left: number },
    hits: Hit[],
  ): void {
    const matches = this.matcher.find(bytes);
    const deeper = depth < MAX_NESTING ? unwrap(bytes, depth === 0) : [];
    const masked = this.xorMatcher.find(neighbourDifferences(bytes));
    const spread = depth === 0 ? this.findSpread(bytes) : [];
    if (matches.length + masked.length + spread.length + deeper.length === 0) return;
    const container = containerOf(bytes);
    const chain = container === null ? outer : [...outer, container];
    for (const match of matches) {
      const { secret, encoding } = this.meaning[match.needle];
      hits.push({
        secret,
        chain: encoding === PLAIN ? chain : [...chain, encoding],
        degree: encoding === PLAIN && isOpen ? "clear" : "encoded",
        start: range?.start ?? match.start,
        end: range?.end ?? match.end,
      });
    }
    for (const match of masked) {
      const secret = this.longSecrets[match.needle];
      // Plain is the key byte zero, inverted is the key byte 255: those have names of their own.
      if (hits.some((hit) => hit.secret === secret && (range !== null || hit.start <= match.start))) continue;
      hits.push({
        secret,
        chain: [...chain, "xor constant"],
        degree: "encoded",
        start: range?.start ?? match.start,
        end: range?.end ?? match.end + 1,
      });
    }
    for (const hit of spread) {
      if (!hits.some((h) => h.secret === hit.secret && h.start <= hit.start && hit.end <= h.end))
        hits.push(hit);
    }
    for (const layer of deeper) {
      budget.left -= layer.bytes.length;
      if (budget.left < 0) return;
      const inside = {
        depth: depth + 1,
        isOpen: isOpen && layer.isContainer === true,
        chain: [...chain, layer.name],
        range: range ?? layer,
      };
      this.search(layer.bytes, inside, budget, hits);
    }
  }

  /** Secrets whose bytes have fillers between them. */
  private findSpread(bytes: Uint8Array): Hit[] {
    if (bytes.length > MAX_SPREAD_BYTES) return [];
    const hits: Hit[] = [];
    for (const step of STEPS) {
      for (let from = 0; from < step; from++) {
        const every = bytes.filter((_, i) => i % step === from);
        for (const { needle, start, end } of this.plainMatcher.find(every)) {
          hits.push({
            secret: this.longSecrets[needle],
            chain: [`every ${ORDINAL[step]} byte`],
            degree: "encoded",
            start: from + step * start,
            end: from + step * (end - 1) + 1,
          });
        }
      }
    }
    return hits;
  }

  /** The text with every secret in it replaced by its name. */
  redact(text: string): string {
    const bytes = toBytes(text);
    const hits = this.scan(bytes).sort((a, b) => a.start - b.start || b.end - a.end);
    if (hits.length === 0) return text;
    let out = "";
    let at = 0;
    for (const hit of hits) {
      if (hit.start < at) {
        at = Math.max(at, hit.end);
        continue;
      }
      out += `${toText(bytes.subarray(at, hit.start))}‹${hit.secret}›`;
      at = hit.end;
    }
    return out + toText(bytes.subarray(at));
  }
}
