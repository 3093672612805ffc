/** Verdicts over the whole home: what a phone, or another device that knows the credentials, sends counts too. */
import { describe, expect, it } from "vitest";
import { scenario } from "../../../sim/home/scenario.ts";
import type { Pairing } from "../../../sim/pairing/pairing.ts";
import { buildImage } from "../../../src/compile/build.ts";
import type { Policy } from "../../../src/judge/policy/policy.ts";
import { messagesInLengths } from "../../../src/judge/search/length-codes.ts";
import { placeOf, sentence } from "../../../src/report/words.ts";
import { linesWith } from "../../firmware.ts";
import { judged } from "../judged.ts";

const { image } = buildImage("devs/pairings/all/main.ts");

/** Judges the lamp that offers all ways, paired by one of them. */
function paired(by: Pairing, judge: Policy["judge"]) {
  const verdict = judged(image, {
    virtualMicros: 10e6,
    policy: { judge, pairs: ["different", "longer"] },
    scenario: scenario(by).provision({ by }).wait("10s"),
  });
  return { word: verdict.word, leaks: verdict.findings.filter((f) => f.allowed === null) };
}

describe("a home in which the phone's app tells the cloud", () => {
  it("keeps as far as the device goes, and leaks as a whole", () => {
    expect(paired("cloud", "device").word).toBe("keeps");
    expect(paired("cloud", "home").word).toBe("leaks");
  });

  it("has findings that name the phone and no line, and nothing of what only follows from them", () => {
    const { leaks } = paired("cloud", "home");
    expect(leaks.map((f) => [f.secret, f.rule, f.observer, f.from, f.source])).toEqual([
      ["wifi.psk", "clear/http", "endpoint", "phone", null],
      ["wifi.ssid", "clear/http", "endpoint", "phone", null],
    ]);
    expect(placeOf(leaks[0])).toBe("no line of the firmware");
    expect(sentence({ ...leaks[0], circumstances: [] }, "power-on")).toMatch(
      /by http, json, from the phone\.$/,
    );
  });
});

describe("a home in which lengths on the air tell the passphrase", () => {
  it("leaks it encoded, as the judge knows the coding, from the line that asks for it", () => {
    const { leaks } = paired("broadcast", "home");
    const line = linesWith(image, "Way.Broadcast")[0];
    expect(leaks.map((f) => [f.secret, f.degree, f.chain, placeOf(f)])).toEqual([
      ["wifi.ssid", "encoded", ["lengths", "esp-touch"], line],
      ["wifi.psk", "encoded", ["lengths", "esp-touch"], line],
    ]);
  });

  it("tells nothing by lengths of another kind", () => {
    expect(messagesInLengths([])).toEqual([]);
    expect(
      messagesInLengths([515, 514, 513, 512, ...Array.from({ length: 300 }, (_, i) => 60 + (i % 50))]),
    ).toEqual([]);
  });
});
