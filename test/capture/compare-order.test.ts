/** Comparison of captures whose conversations come in another order each time. */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compareCaptures } from "../../src/capture/compare/compare-captures.ts";
import { verdictOf } from "../../src/capture/scanned-capture.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { OTHER_PSK, PSK } from "./known-secrets.ts";
import { connection, type Said } from "./tls-talk.ts";
import { pcapOf } from "./wire.ts";

const folder = tempFolder();
const SECRETS = [{ name: "wifi.psk", values: [PSK, OTHER_PSK] }];
let files = 0;

/** A capture of these connections, one after the other. */
function capture(talks: readonly (readonly Said[])[]): string {
  const file = join(folder, `${++files}.pcap`);
  writeFileSync(file, pcapOf(talks.flatMap((sent, i) => connection(sent, 1_000 + 100_000 * i))));
  return file;
}

const digest = (text: string) => createHash("sha256").update(`a salt ${text}`).digest("hex").slice(0, 12);
const hello: readonly Said[] = [
  ["device", "hello status=fine level=7\n"],
  ["server", "ok\n"],
];
const login = (nonce: number, proof: string): readonly Said[] => [
  ["device", `login nonce=${String(nonce).padStart(6, "0")} proof=${proof}\n`],
  ["server", `welcome ${String(nonce * 7).padStart(8, "0")}\n`],
];

async function compared(first: string, second: string, ...noise: string[]) {
  const result = await compareCaptures({ first, second, noise }, SECRETS);
  return {
    word: verdictOf(result).word,
    found: result.found.map(({ finding, where }) => `${finding.rule} ${where}`),
  };
}

describe("two captures whose conversations were swapped", () => {
  it("show nothing where only nonces differ", async () => {
    const proof = digest("always the same");
    const result = await compared(
      capture([hello, login(17, proof)]),
      capture([login(4711, proof), hello]),
      capture([hello, login(99, proof)]),
      capture([hello, login(123, proof)]),
    );
    expect(result).toEqual({ word: "keeps", found: [] });
  });

  it("show what is computed from the value, with equal lengths, in the frame that has it", async () => {
    const result = await compared(
      capture([hello, login(17, digest(PSK))]),
      capture([login(4711, digest(OTHER_PSK)), hello]),
      capture([hello, login(99, digest(PSK))]),
      capture([login(123, digest(PSK)), hello]),
    );
    expect(result.word).toBe("leaks");
    expect(result.found[0]).toMatch(/derived\/tcp in frame 9/);
  });
});
