import { describe, expect, it } from "vitest";
import type { Flow } from "../../../src/judge/compare/traffic.ts";
import { type ComparedFinding, compareVersions, type Version } from "../../../src/judge/compare/versions.ts";

const told: ComparedFinding = {
  secret: "wifi.psk",
  observer: "endpoint",
  channel: "http",
  degree: "derived",
  to: "cloud.example:443",
  release: null,
  bits: { low: 4, high: 8 },
  source: { file: "main.ts", line: 3, stack: [] },
};
const flow: Flow = {
  observer: "endpoint",
  channel: "http",
  kind: "write",
  to: "cloud.example:443",
  events: 2,
  largestBytes: 100,
};

function version(fields: Partial<Version> = {}): Version {
  return {
    name: "kettle",
    image: "00",
    verdict: { word: "leaks", reason: "" },
    secrets: [{ name: "wifi.psk", exercised: true }],
    findings: [told],
    settings: ["interval"],
    flows: [flow],
    credentials: [],
    functions: ["main"],
    ...fields,
  };
}

/** Changes that are reported for a new version with these findings. */
function changes(...findings: readonly Partial<ComparedFinding>[]) {
  const now = version({ findings: findings.map((fields) => ({ ...told, ...fields })) });
  const { findings: found, more } = compareVersions(version(), now);
  return { changes: found.map(({ change }) => change), more };
}

describe("what two versions tell", () => {
  it("is the same wherever in the source it stands, and however often", () => {
    const moved = { source: { file: "cloud.ts", line: 90, stack: [] } };
    expect(changes(moved, told)).toEqual({ changes: [], more: false });
  });

  it.each<[string, Partial<ComparedFinding>, string[], boolean]>([
    ["another secret", { secret: "wifi.ssid" }, ["new", "gone"], true],
    ["another observer", { observer: "network" }, ["new", "gone"], true],
    ["another channel", { channel: "mqtt" }, ["new", "gone"], true],
    ["another peer", { to: "other.example:443" }, ["new", "gone"], true],
    ["a worse degree", { degree: "clear", bits: null }, ["worse"], true],
    ["a lesser degree", { degree: "implicit" }, ["less"], false],
    ["more bits than the estimate allows", { bits: { low: 9, high: 10 } }, ["worse"], true],
    ["bits within the estimate", { bits: { low: 7, high: 30 } }, [], false],
    ["fewer bits", { bits: { low: 1, high: 2 } }, ["less"], false],
    ["what is now declared", { degree: "released", release: "it is said so" }, ["less"], false],
  ])("differs by %s", (_, fields, expected, more) => {
    expect(changes(fields)).toEqual({ changes: expected, more });
  });

  it("counts by its worst degree", () => {
    expect(changes({}, { degree: "clear" }).changes).toEqual(["worse"]);
  });

  it("is all new where there was no such firmware, and all gone where there is none any more", () => {
    const added = compareVersions(null, version());
    const removed = compareVersions(version(), null);
    expect([added.more, added.findings[0]!.change, added.flows[0]!.change]).toEqual([true, "new", "new"]);
    expect([removed.more, removed.findings[0]!.change, removed.settings.gone]).toEqual([
      false,
      "gone",
      ["interval"],
    ]);
  });
});

describe("whom two versions talk to", () => {
  it("is more with a new peer", () => {
    const now = version({ flows: [flow, { ...flow, to: "ads.example:443" }] });
    const { flows, more } = compareVersions(version(), now);
    expect([flows.map(({ change }) => change), more]).toEqual([["new"], true]);
  });

  it("matters in size only on tapes, where nothing else tells what is said", () => {
    const larger = { flows: [{ ...flow, largestBytes: 101 }] };
    const tape = { verdict: null, findings: [] };
    expect(compareVersions(version(), version(larger)).more).toBe(false);
    const { flows, more } = compareVersions(version(tape), version({ ...tape, ...larger }));
    expect([flows.map(({ change }) => change), more]).toEqual([["larger"], true]);
  });

  it("is left out where only a report is known", () => {
    const report = version({ flows: null, credentials: null, functions: null });
    const { flows, functions, more } = compareVersions(report, version({ functions: ["main", "spy"] }));
    expect({ flows, functions, more }).toEqual({ flows: [], functions: { new: [], gone: [] }, more: false });
  });
});

it("settings, credentials and functions are listed, and tell nobody anything by themselves", () => {
  const now = version({ settings: ["token"], credentials: ["apiKey"], functions: ["main", "upload"] });
  const { settings, credentials, functions, more } = compareVersions(version(), now);
  expect(settings).toEqual({ new: ["token"], gone: ["interval"] });
  expect(credentials).toEqual({ new: ["apiKey"], gone: [] });
  expect(functions).toEqual({ new: ["upload"], gone: [] });
  expect(more).toBe(false);
});
