/** Rounds of the interception game, played in Node by the code of the page's worker. */
import { describe, expect, it } from "vitest";
import { toBytes, toLatin1 } from "../../sim/tape/bytes.ts";
import { buildImage } from "../../src/compile/build.ts";
import type { Comparison } from "../../src/lab/page/game/comparison.ts";
import { encodingsIn } from "../../src/lab/page/game/encodings.ts";
import { ROUNDS, type Round } from "../../src/lab/page/game/rounds.ts";
import { placeOf, type Units } from "../../src/lab/page/game/unit.ts";
import { comparisonOf, decoded } from "../../src/lab/page/work/comparison.ts";
import { pageRecording } from "../../src/lab/page/work/page-recording.ts";
import { type RecordedRound, recordedRound } from "../../src/lab/page/work/recorded-round.ts";
import { unitsOf } from "../../src/lab/page/work/recording-units.ts";
import { loadMeteredVmModule } from "../../src/metered-vm.ts";
import { pureCrypto } from "../../src/pure-crypto.ts";

const SEED = 1;
/** Way in which each round's credential lies there; null where it is not to be seen. */
const ANSWERS: Readonly<Record<string, readonly string[] | null>> = {
  upload: [],
  query: ["percent"],
  tls: null,
  proxy: [],
  login: ["base64"],
  debug: ["hex"],
  compressed: ["gzip"],
  pieces: [],
  sold: [],
  nested: ["base64", "reversed", "hex"],
  sealed: null,
};

function recorded(round: Round, seed = SEED): RecordedRound {
  const tools = { vm: loadMeteredVmModule(), crypto: pureCrypto };
  return recordedRound(round, buildImage(round.main), tools, seed);
}

function compared({ file, bytes, secret }: RecordedRound, parts: readonly Uint8Array[]): Promise<Comparison> {
  return comparisonOf(pageRecording(file, bytes), secret, parts);
}

describe("each round of the interception game", () => {
  it.each(ROUNDS)("is won by what the scanner says of it: $id", async (round) => {
    const played = recorded(round);
    const answer = ANSWERS[round.id];
    const { units } = await unitsOf(pageRecording(played.file, played.bytes));
    const { found, marked } = await compared(played, []);
    expect(marked).toBeNull();
    console.log(round.id, played.bytes.length, units.length, JSON.stringify(found));
    if (answer === null) {
      expect(found).toEqual([]);
      return;
    }
    expect(found.map(({ chain }) => [...encodingsIn(chain)])).toContainEqual(answer);
    // Bytes that a player can mark in what the page lists.
    const place = placeOf(found[0].places[0])!;
    const held = partsAt(units, place, played);
    expect((await compared(played, held)).marked).not.toBeNull();
  });

  it("is the same again for the same seed, and another for another", () => {
    const [round] = ROUNDS;
    expect(recorded(round)).toEqual(recorded(round));
    expect(recorded(round, 2).secret.value).not.toBe(recorded(round).secret.value);
  });
});

/** The unit at a place, and what the one after it says. */
function partsAt(
  units: Units["units"],
  place: { kind: string; number: number },
  _: RecordedRound,
): Uint8Array[] {
  const isAt = (unit: Units["units"][number]) =>
    unit.place.kind === place.kind &&
    (place.kind === "offset"
      ? unit.place.number <= place.number && place.number < unit.place.number + unit.bytes.length
      : unit.place.number === place.number);
  const at = units.findIndex(isAt);
  const spoken = units.slice(at).filter(({ bytes, contentAt }) => contentAt < bytes.length);
  return spoken.slice(0, 2).map(({ bytes, contentAt }) => bytes.subarray(contentAt));
}

describe("marked bytes", () => {
  it("are read as the scanner reads them", () => {
    const layers = decoded(toBytes("authorization: Basic bGFtcDpzZXNhbWUtb3Blbi10aGUtZG9vcg=="));
    expect(layers.map(({ name, bytes }) => [name, toLatin1(bytes)])).toContainEqual([
      "base64",
      expect.stringContaining("lamp:sesame-open-the-door"),
    ]);
  });
});
