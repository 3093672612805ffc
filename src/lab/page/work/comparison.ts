/** The scanner at work on a recording, beside what the player marked in it. */
import { concatAll } from "../../../../sim/tape/bytes.ts";
import { type Recording, scanRecording } from "../../../capture/scan-recording.ts";
import { isByChance, shortOnes } from "../../../capture/search.ts";
import { unwrap } from "../../../judge/search/decode.ts";
import { Scanner } from "../../../judge/search/scan.ts";
import type { Comparison, Decoded, ScannerFound, Sought } from "../game/comparison.ts";
import { pageScanTools } from "./page-recording.ts";

/** `parts` are the bytes that the player marked, in order. Throws a UserError for what can't be read. */
export async function comparisonOf(
  recording: Recording,
  { name, value }: Sought,
  parts: readonly Uint8Array[],
): Promise<Comparison> {
  const known = { name, values: [value] };
  const { found, notUnderstood, blindSpots } = await scanRecording(recording, [known], pageScanTools);
  const merged = new Map<string, ScannerFound>();
  for (const { finding, places, count } of found) {
    const { observer, degree, chain, to } = finding;
    const key = JSON.stringify([degree, chain, to, places]);
    const observers = [...(merged.get(key)?.observers ?? []), observer];
    const words = places.map(({ where, offset }) => where ?? `at offset 0x${offset.toString(16)}`);
    merged.set(key, { observers, degree, chain, to, places: words, count });
  }
  return {
    found: [...merged.values()],
    notUnderstood,
    blindSpots,
    marked: chainIn(concatAll(parts), name, value),
  };
}

/** Layers around the value in some bytes, by the scanner's own search; null where it is not in them. */
function chainIn(bytes: Uint8Array, name: string, value: string): readonly string[] | null {
  const short = shortOnes([{ name, values: [value] }]);
  const hits = new Scanner([{ name, value }]).scan(bytes).filter((hit) => !isByChance(hit, short));
  return hits[0]?.chain ?? null;
}

/** Layers that are told; of each, bytes. */
const MAX_LAYERS = 12;
const MAX_DECODED_BYTES = 600;
/** Share of printable bytes from which on a reading is worth telling. */
const TEXT_SHARE = 0.8;

/** Marked bytes as the scanner reads them: each layer that it can take off, if what comes out is text. */
export function decoded(bytes: Uint8Array): Decoded[] {
  const layers: Decoded[] = [];
  for (const layer of unwrap(bytes, { depth: 0, isContinued: false })) {
    if (layer.bytes.length === 0 || !isText(layer.bytes)) continue;
    layers.push({ name: layer.name, bytes: layer.bytes.slice(0, MAX_DECODED_BYTES) });
    if (layers.length === MAX_LAYERS) break;
  }
  return [...layers, { name: "reversed", bytes: bytes.slice(0, MAX_DECODED_BYTES).reverse() }];
}

function isText(bytes: Uint8Array): boolean {
  const printable = bytes.filter((byte) => byte >= 0x20 && byte < 0x7f).length;
  return printable >= TEXT_SHARE * bytes.length;
}
