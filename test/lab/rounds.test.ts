/** Rounds of the interception game, played in Node by the code of the page's worker. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sameBytes, toBytes, toLatin1 } from "../../sim/tape/bytes.ts";
import { buildImage } from "../../src/compile/build.ts";
import type { Comparison } from "../../src/lab/page/game/comparison.ts";
import { encodingLayers, encodingsIn } from "../../src/lab/page/game/encodings.ts";
import { type Claim, outcomeOf } from "../../src/lab/page/game/outcome.ts";
import { ROUNDS, type Round } from "../../src/lab/page/game/rounds.ts";
import { placeOf, type Unit } from "../../src/lab/page/game/unit.ts";
import { comparisonOf, decoded } from "../../src/lab/page/work/comparison.ts";
import { pageRecording } from "../../src/lab/page/work/page-recording.ts";
import { type RecordedRound, recordedRound } from "../../src/lab/page/work/recorded-round.ts";
import { unitsOf } from "../../src/lab/page/work/recording-units.ts";
import { loadMeteredVmModule } from "../../src/metered-vm.ts";
import { pureCrypto } from "../../src/pure-crypto.ts";

/** Encodings in which each round's credential lies there, outermost first; null where it is not to be seen. */
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
/** Of what is behind a value's beginning, units in which it may go on. */
const MOST_PIECES = 2;

interface Played extends RecordedRound {
  readonly units: readonly Unit[];
}

async function played(round: Round, attempt = 1): Promise<Played> {
  const tools = { vm: loadMeteredVmModule(), crypto: pureCrypto };
  const recorded = recordedRound(round, buildImage(round.main), tools, attempt);
  return { ...recorded, ...(await unitsOf(pageRecording(recorded.file, recorded.bytes))) };
}

function compared({ file, bytes, secret }: RecordedRound, parts: readonly Uint8Array[]): Promise<Comparison> {
  return comparisonOf(pageRecording(file, bytes), secret, parts);
}

/** What somebody marks who knows where the value begins: what is said there, and what is said next. */
function markedAt({ units }: Played, words: string): Claim & { kind: "here" } {
  const { kind, number } = placeOf(words)!;
  const isThere = ({ place, bytes }: Unit) =>
    place.kind === kind &&
    place.number <= number &&
    number < place.number + (kind === "offset" ? bytes.length : 1);
  const spoken = units
    .slice(units.findIndex(isThere))
    .filter(({ bytes, contentAt }) => contentAt < bytes.length);
  const parts = spoken
    .slice(0, MOST_PIECES)
    .map((unit) => ({ unit, start: unit.contentAt, end: unit.bytes.length }));
  return { kind: "here", parts, encodings: new Set() };
}

describe("each round of the interception game", () => {
  it.each(ROUNDS)(
    "can be won by marking what the scanner finds, or by saying that there is nothing: $id",
    async ({ id }) => {
      const round = await played(ROUNDS.find((one) => one.id === id)!);
      const answer = ANSWERS[id];
      const absent = outcomeOf({ kind: "absent" }, await compared(round, []), round.units, 0);
      if (answer === null) {
        expect(absent).toMatchObject({ kind: "absent", points: 3, places: [] });
        expect(absent.comparison.notUnderstood.length > 0 || id === "sealed").toBe(true);
        return;
      }
      expect(absent).toMatchObject({ kind: "overlooked", points: 0 });
      const [{ chain, places }] = absent.comparison.found;
      expect(encodingLayers(chain)).toEqual(answer);

      const claim = markedAt(round, places[0]);
      const bytes = claim.parts.map(({ unit, start, end }) => unit.bytes.subarray(start, end));
      const comparison = await compared(round, bytes);
      const right = { ...claim, encodings: encodingsIn(chain) };
      expect(outcomeOf(right, comparison, round.units, 0)).toMatchObject({ kind: "right", points: 3 });
      expect(outcomeOf(right, comparison, round.units, 2).points).toBe(1);
      const [first] = outcomeOf(right, comparison, round.units, 0).places;
      expect(first).toMatchObject({ words: places[0], byPlayer: true, byScanner: true });
      expect(first.unit).not.toBeNull();
      const wrong = { ...claim, encodings: new Set(["other"] as const) };
      expect(outcomeOf(wrong, comparison, round.units, 0)).toMatchObject({ kind: "encoding", points: 2 });
    },
  );

  it("is the same in each attempt that has the same number, and has other values in another", async () => {
    const [first, again, other] = await Promise.all([1, 1, 2].map((attempt) => played(ROUNDS[0], attempt)));
    expect(sameBytes(first.bytes, again.bytes)).toBe(true);
    expect(other.secret.value).not.toBe(first.secret.value);
    expect((await played(ROUNDS[1])).secret.value).not.toBe(first.secret.value);
  });

  it("does not take bytes for the value that do not hold it", async () => {
    const round = await played(ROUNDS[0]);
    const [unit] = round.units;
    const claim: Claim = { kind: "here", parts: [{ unit, start: 0, end: 20 }], encodings: new Set() };
    const outcome = outcomeOf(claim, await compared(round, [unit.bytes.subarray(0, 20)]), round.units, 0);
    expect(outcome).toMatchObject({ kind: "elsewhere", points: 0 });
    expect(outcome.places.map(({ byPlayer, byScanner }) => [byPlayer, byScanner])).toEqual([[false, true]]);
  });
});

describe("a recording in the page", () => {
  const psk = "sesame-open-the-door";
  const sought = { name: "wifi.psk", value: psk };

  it("may be text, with a unit a line, and is told place by place", async () => {
    const log = pageRecording("own.log", toBytes(`one\ntwo\njoined with ${psk}\n`));
    const { of, units } = await unitsOf(log);
    expect([of, ...units.map(({ place, about }) => [place.number, about])]).toEqual([
      "lines",
      [1, "one"],
      [2, "two"],
      [3, `joined with ${psk}`],
    ]);
    const { found } = await comparisonOf(log, sought, []);
    expect(found.map(({ places }) => places)).toEqual([["on line 3"]]);
  });

  it("has what a place holds that the scanner does not list, as the player's own find", async () => {
    const log = pageRecording("own.log", toBytes("nothing of it\n"));
    const { units } = await unitsOf(log);
    const comparison = await comparisonOf(log, sought, [toBytes(psk)]);
    const claim: Claim = {
      kind: "here",
      parts: [{ unit: units[0], start: 0, end: 7 }],
      encodings: new Set(),
    };
    const [place] = outcomeOf(claim, comparison, units, 0).places;
    expect(place).toMatchObject({ byPlayer: true, byScanner: false, unit: units[0] });
  });

  it("says of a body in brotli that it is not read", async () => {
    const file = "test/capture/cases/http-body/br.pcap";
    const { found, notUnderstood } = await comparisonOf(pageRecording(file, readFileSync(file)), sought, []);
    expect(found).toEqual([]);
    expect(notUnderstood.map(({ kind }) => kind)).toContain("coding");
  });

  it("is refused in one line where its format is not read", async () => {
    const refused = unitsOf(pageRecording("own.bin", toBytes("snoop\0\0\0")));
    await expect(refused).rejects.toThrow(/^own\.bin: is a capture in the format of snoop\. [^\n]+$/);
  });
});

describe("marked bytes", () => {
  it("are read as the scanner reads them", () => {
    const layers = decoded(toBytes("authorization: Basic bGFtcDpzZXNhbWUtb3Blbi10aGUtZG9vcg=="));
    expect(layers.map(({ name, bytes }) => [name, toLatin1(bytes)])).toContainEqual([
      "base64",
      expect.stringContaining("lamp:sesame-open-the-door"),
    ]);
  });
});
