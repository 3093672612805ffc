import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compareCaptures } from "../../src/capture/compare/compare-captures.ts";
import { type ScannedCapture, verdictOf } from "../../src/capture/scanned-capture.ts";
import { buildImage } from "../../src/compile/build.ts";
import { pcapng } from "../../src/report/pcapng.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { run } from "../firmware.ts";
import { OTHER_PSK, PSK, SSID } from "./known-secrets.ts";

const folder = tempFolder();
let files = 0;

const SECRETS = [
  { name: "wifi.ssid", values: [SSID] },
  { name: "wifi.psk", values: [PSK, OTHER_PSK] },
];

function save(content: string | Uint8Array): string {
  const file = join(folder, `${++files}`);
  writeFileSync(file, content);
  return file;
}

/** Compares files with these contents. */
function compare(first: string, second: string, ...noise: string[]): Promise<ScannedCapture> {
  return compareCaptures({ first: save(first), second: save(second), noise: noise.map(save) }, SECRETS);
}

/** `rule > observer to: how` of each finding. */
function told({ found }: ScannedCapture): string[] {
  return found.map(({ finding: f }) => `${f.secret} ${f.rule} > ${f.observer} ${f.to ?? "-"}: ${f.how}`);
}

const CONTENT = "computed";
const SIZE = "size";
const PRESENCE = "presence";

describe("two logs that differ in one passphrase", () => {
  const log = (seed: number, digest: string, more = "") =>
    `I (${seed}) boot: reason ${seed % 3}\nD (${7 * seed}) sync: nonce=${seed * 7919} digest=${digest} ok\n${more}`;

  it("show what is computed from it, and not what differs by chance", async () => {
    const capture = await compare(log(11, "9f3a"), log(12, "77c1"), log(13, "9f3a"), log(14, "9f3a"));
    expect(told(capture)).toEqual([`wifi.psk derived/log > cable -: ${CONTENT}`]);
    expect(capture.found[0].where).toBe("on line 2");
    expect(verdictOf(capture)).toEqual({ word: "leaks", reason: "wifi.psk makes a difference" });
  });

  it("show nothing where all that differs differs by itself", async () => {
    const capture = await compare(log(11, "1"), log(12, "2"), log(13, "3"), log(14, "4"));
    expect(told(capture)).toEqual([]);
    expect(verdictOf(capture).word).toBe("keeps");
  });

  it("tell nothing for sure without captures that show what differs by chance", async () => {
    const capture = await compare(log(11, "9f3a"), log(12, "77c1"));
    expect(told(capture)).toEqual([`wifi.psk derived/log > cable -: ${CONTENT}`, ...told(capture).slice(1)]);
    expect(verdictOf(capture).word).toBe("unknown");
    expect(verdictOf(capture).reason).toContain("(--noise)");
  });

  it("show lines that are only there with one of the values", async () => {
    const weak = log(12, "1", "E (5) weak passphrase\n");
    const capture = await compare(log(11, "1"), weak, log(13, "1"), log(14, "1"));
    expect(told(capture)).toEqual([`wifi.psk implicit/log > cable -: ${PRESENCE}`]);
    expect(capture.found[0].where).toMatch(/^on line 3 of /);
  });

  it("show the value itself, with nothing more to say about it", async () => {
    const open = (psk: string) => log(11, "9f3a", `psk=${psk}\n`);
    expect(told(await compare(open(PSK), open(OTHER_PSK), open(PSK)))).toEqual([
      "wifi.psk clear/log > cable -: value",
    ]);
  });
});

describe("two captures of the simulator's packets, with other chance each time", () => {
  const other = `${OTHER_PSK}-and-much-longer`;
  const secrets = [SECRETS[0], { name: "wifi.psk", values: [PSK, other] }];
  const judged = (lesson: string, insideTls: boolean) => {
    const { image } = buildImage(`devs/lessons/01-cloud-relay/${lesson}.ts`);
    const record = (seed: number, psk: string) => {
      const { tape } = run(image, 30, { seed, home: { ssid: SSID, psk } });
      return save(Buffer.concat([...pcapng(tape.events, "a test", { insideTls })]));
    };
    const noise = [record(3, PSK), record(4, PSK)];
    return compareCaptures({ first: record(1, PSK), second: record(2, other), noise }, secrets);
  };
  const psk = (capture: ScannedCapture) => told(capture).filter((line) => line.startsWith("wifi.psk"));

  it("show that what it uploads under encryption has the passphrase's length", async () => {
    expect(psk(await judged("encrypted", true))).toEqual([
      `wifi.psk implicit/http > endpoint pairing.cloud.example:443: ${SIZE}`,
    ]);
  });

  it("show its length from outside", async () => {
    expect(psk(await judged("leaky", false))).toEqual([
      `wifi.psk implicit/tls > network pairing.cloud.example:443: ${SIZE}`,
    ]);
  });

  it("show nothing of a kettle that keeps its passphrase", async () => {
    const capture = await judged("fixed", true);
    expect(psk(capture)).toEqual([]);
    expect(verdictOf(capture).word).toBe("keeps");
  });
});

describe("a comparison", () => {
  it.each([
    ["no secret that has two values", [SECRETS[0]]],
    ["two secrets that have", [SECRETS[1], { name: "other", values: ["a value", "another value"] }]],
    ["three values of one", [{ name: "wifi.psk", values: ["one value", "two values", "three values"] }]],
  ])("is refused with %s", async (_, secrets) => {
    const file = save("log");
    await expect(compareCaptures({ first: file, second: file, noise: [] }, secrets)).rejects.toThrow(
      /one secret needs the two values/,
    );
  });

  it("of a log and a capture is refused", async () => {
    const second = save(Buffer.concat([...pcapng([], "a test")]));
    await expect(compareCaptures({ first: save("log"), second, noise: [] }, SECRETS)).rejects.toThrow(
      /can't be compared: they are log and pcapng/,
    );
  });
});
