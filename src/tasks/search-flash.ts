/** Searches the flash of a board that has other firmware than DeviceScript's, as a flash dump is searched. */
import { ByteSource } from "../capture/byte-source.ts";
import type { KnownSecret } from "../capture/known-secret.ts";
import { nodeScanTools } from "../capture/node-scan-tools.ts";
import { type Opening, scanRecording } from "../capture/scan-recording.ts";
import { type Place, placesIn } from "../flash/board-contents.ts";
import type { Region } from "../flash/session.ts";
import { ERASED } from "../flash/written-flash.ts";
import type { Wanted } from "../judge/search/hit.ts";
import type { Scanner } from "../judge/search/scan.ts";
import type { OtherFirmware } from "../report/board-contents.ts";

const FILL_BYTES = 64 * 1024;

export interface FlashToSearch {
  /** All of it that is not erased, in order. */
  readonly written: readonly Region[];
  readonly flashBytes: number;
  /** Looks for all of them. */
  readonly scanner: Scanner;
  /** Credentials that the flash itself told. */
  readonly credentials: readonly Wanted[];
  readonly secrets: readonly KnownSecret[];
}

export interface SearchedFlash extends OtherFirmware {
  readonly found: readonly Place[];
}

export async function searchedFlash(flash: FlashToSearch): Promise<SearchedFlash> {
  const { written, scanner, credentials, secrets } = flash;
  const told = credentials.map(({ name, value }) => ({ name, values: [value] }));
  const found = placesIn(written, scanner);
  const searchedBytes = written.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const lookedFor = [...new Set([...secrets, ...told].map(({ name }) => name))].sort();
  if (searchedBytes === 0) return { found, lookedFor, blindSpots: [], searchedBytes };
  const open = ({ watch }: Opening = {}) => ByteSource.of(contentOf(flash), nodeScanTools, { watch });
  const recording = { name: "flash", open, inside: async () => null, linked: null, messages: null };
  const scanned = await scanRecording(recording, [...secrets, ...told], nodeScanTools);
  const isNew = (secret: string) => found.every((place) => place.secret !== secret);
  // Files whose pieces lie in several places.
  const inFiles = scanned.found
    .filter(({ finding }) => isNew(finding.secret) && finding.degree !== "implicit")
    .map(({ finding, offset, where }): Place => {
      const degree = finding.degree === "clear" ? "clear" : "encoded";
      const { secret, chain } = finding;
      return { secret, degree, chain, offset, where: where ?? "the flash", release: null };
    });
  return { found: [...found, ...inFiles], lookedFor, blindSpots: scanned.blindSpots, searchedBytes };
}

/** The flash from its first byte to its last. */
function contentOf({ written, flashBytes }: FlashToSearch) {
  return { name: "flash", sizeBytes: flashBytes, pieces: piecesOf(written, flashBytes) };
}

async function* piecesOf(written: readonly Region[], flashBytes: number): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const { offset, bytes } of written) {
    yield* erased(offset - at);
    yield bytes;
    at = offset + bytes.length;
  }
  yield* erased(flashBytes - at);
}

function* erased(sizeBytes: number): Generator<Uint8Array> {
  for (let left = sizeBytes; left > 0; left -= FILL_BYTES)
    yield new Uint8Array(Math.min(left, FILL_BYTES)).fill(ERASED);
}
