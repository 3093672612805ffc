/** The home that lives in the lab's worker: what of an event may be shown. */
import { describe, expect, it } from "vitest";
import { buildImage } from "../../src/compile/build.ts";
import { canary } from "../../src/judge/policy/secret.ts";
import { Life } from "../../src/lab/page/work/life.ts";
import { loadMeteredVmModule } from "../../src/metered-vm.ts";
import { nodeCrypto } from "../../src/world-crypto.ts";
import { firmwareFile } from "../firmware.ts";

const TOOLS = { vm: loadMeteredVmModule(), crypto: nodeCrypto };
const { value: TOKEN } = canary("settings.token", 1);

function contents(holdsOwn: boolean): string[] {
  const built = buildImage(firmwareFile("pieces"));
  const life = new Life({ built, policy: {}, findings: [], holdsOwn }, TOOLS);
  life.advance(2_000_000);
  life.advance(1_000_000);
  return life.news().events.flatMap(({ channel, content }) => (channel === "log" ? [content!] : []));
}

describe("the home that lives in the lab", () => {
  it("shows no part of a value in what is sent, however it is cut or moved, and what is not of one", () => {
    const log = contents(false);
    expect(log).toContain("> hello, all is well");
    expect(log.filter((line) => line.startsWith("> piece ")).length).toBeGreaterThan(1);
    expect(log.find((line) => line.startsWith("> whole "))).toBe(
      `> whole ‹settings.token, ${TOKEN.length} bytes› end`,
    );
    expect(log.find((line) => line.startsWith("> moved "))).toBe(
      `> moved ‹computed from a secret, ${TOKEN.length} bytes› end`,
    );
    const moved = Array.from(TOKEN, (c) => String.fromCharCode(c.charCodeAt(0) + 1)).join("");
    const told = log.join("\n");
    for (const text of [TOKEN, moved])
      for (let at = 0; at + 3 <= text.length; at++) expect(told).not.toContain(text.slice(at, at + 3));
  });

  it("shows nothing of what may hold a part of a credential that is the learner's own", () => {
    const log = contents(true);
    expect(log).toContain("> hello, all is well");
    expect(log.find((line) => line.startsWith("> whole "))).toContain("‹settings.token, ");
    expect(log.some((line) => line.startsWith("> moved "))).toBe(false);
    expect(log).toContain("▒▒▒▒");
  });

  it("compares what happens when somebody does something, too", () => {
    const built = buildImage("devs/lessons/01-cloud-relay/leaky.ts");
    const life = new Life({ built, policy: {}, findings: [], holdsOwn: false }, TOOLS);
    life.advance(1_000_000);
    life.do({ do: "provision" });
    life.advance(5_000_000);
    const sent = life.news().events.filter(({ channel }) => channel === "http");
    const [body, reply] = ["{", "HTTP/1.1 200 OK"].map((start) =>
      sent.find(({ content }) => content?.startsWith(start) === true),
    );
    expect(body?.content).toMatch(
      /^\{"ssid":"‹wifi\.ssid, \d+ bytes as json›","psk":"‹wifi\.psk, \d+ bytes as json›"\}$/,
    );
    expect(reply).toMatchObject({ from: "server", to: "pairing.cloud.example:443" });
  });
});
