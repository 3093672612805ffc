import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scenario } from "../../../sim/home/scenario.ts";
import { buildImage } from "../../../src/compile/build.ts";
import type { Policy, Release } from "../../../src/judge/policy/policy.ts";
import type { Verdict } from "../../../src/judge/verdict/check.ts";
import { stepsOf } from "../../../src/judge/verdict/finding.ts";
import { reasonText } from "../../../src/judge/verdict/reason.ts";
import { tempProject } from "../../compile/temp-project.ts";
import { firmware, firmwareFile, linesWith } from "../../firmware.ts";
import { judged } from "../judged.ts";

const LESSON = "devs/lessons/01-cloud-relay";
/** Firmware that keeps, and is judged quickly. */
const SEALED = firmwareFile("devs/sealed-only");

function judge(
  main: string,
  policy: Policy = {},
  options: { seconds?: number; explore?: number; seed?: number } = {},
): Verdict {
  return judged(buildImage(main).image, {
    seed: options.seed ?? 1,
    virtualMicros: 1e6 * (options.seconds ?? 20),
    policy,
    explore: options.explore,
  });
}

/** Firmware that logs two credentials. */
function twoSecrets() {
  const folder = tempProject({
    "main.ts": `import { readSetting } from "@devicescript/settings";
console.log("token " + (await readSetting("token", "")));
console.log("pin " + (await readSetting("pin", "")));
`,
  });
  return { main: join(folder, "main.ts") };
}

/** `secret degree observer` of what is not released. */
function leaks(verdict: Verdict): string[] {
  return verdict.findings
    .filter((f) => f.allowed === null)
    .map((f) => `${f.secret} ${f.degree} ${f.observer}`);
}

describe("the judge", () => {
  it("accuses nobody of what an earlier frame left behind the data of a frame on the cable", () => {
    const restarted = scenario("restarted").provision().wait("10s").reset().wait("5s");
    const verdict = judge("devs/leakbench/h42.ts", { scenarios: [restarted] }, { explore: 0 });
    expect(leaks(verdict)).toEqual([]);
  });

  it("says of firmware that keeps what the platform was allowed", () => {
    const verdict = judge(SEALED, {}, { explore: 0, seconds: 5 });
    expect(verdict.word).toBe("keeps");
    const releases = new Set(verdict.findings.map((f) => f.allowed?.name ?? null));
    expect([...releases].sort()).toEqual([
      "platform/air",
      "platform/join",
      "platform/sealed",
      "platform/store",
    ]);
  });

  it("catches the relay, clear, at its line", () => {
    const verdict = judge(`${LESSON}/leaky.ts`, {}, { seconds: 5 });
    expect(verdict.word).toBe("leaks");
    expect(leaks(verdict)).toEqual(["wifi.psk clear endpoint", "wifi.ssid clear endpoint"]);
    expect(verdict.findings[0].source?.stack[0].file).toContain("sockets.ts");
    expect(verdict.findings[0].bits?.low).toBeGreaterThan(100);
  });

  it("is not taken in by encryption", () => {
    expect(leaks(judge(`${LESSON}/encrypted.ts`, {}, { seconds: 5 }))).toEqual([
      "wifi.psk derived endpoint",
      "wifi.ssid derived endpoint",
    ]);
  });

  it("does not allow what a policy takes back from the platform", () => {
    expect(leaks(judge(SEALED, { without: ["platform/store"] }, { seconds: 5 }))).toEqual([
      "wifi.psk clear flash",
      "wifi.ssid clear flash",
    ]);
    const strict = judge(SEALED, { profile: "strict" }, { seconds: 5 });
    expect(new Set(strict.findings.filter((f) => f.allowed === null).map((f) => f.observer))).toEqual(
      new Set(["cable", "flash"]),
    );
  });

  it("names who gets a part of a value beside those who get all of it at the same line", () => {
    const image = firmware("shows");
    const { findings } = judge(firmwareFile("shows"));
    const at = (mark: string) =>
      findings
        .filter((f) => linesWith(image, `// ${mark}`).includes(`${f.source?.file}:${f.source?.line}`))
        .map((f) => `${f.degree} ${f.observer}`);
    expect(at("shows").sort()).toEqual(["clear bus", "clear bystander", "clear cable"]);
    expect([...new Set(at("names"))].sort()).toEqual(["clear cable", "derived flash"]);
  });

  it("considers what the phone says when the whole home is judged", () => {
    expect(leaks(judge(firmwareFile("pairing"), { judge: "home" }))).toContain("wifi.psk clear bus");
  });

  it("says the same again, and with another seed", () => {
    const options = { seconds: 5 };
    const once = judge(`${LESSON}/leaky.ts`, {}, options);
    expect(judge(`${LESSON}/leaky.ts`, {}, options)).toEqual(once);
    expect(leaks(judge(`${LESSON}/leaky.ts`, {}, { ...options, seed: 99 }))).toEqual(leaks(once));
  });

  it("finds out the settings of firmware that makes its button once it has them", () => {
    const main = firmwareFile("waits-for-token");
    const verdict = judge(main, { scenarios: [scenario("pressed").wait("4s").press("button").wait("1s")] });

    expect(leaks(verdict)).toEqual(["settings.token clear cable"]);
    const gone = scenario("gone").wait("4s").press("doorbell");
    expect(() => judge(main, { scenarios: [gone] })).toThrow(/no "doorbell" on the bus at that time.*button/);
  });

  it("knows in all scenarios the secrets that one of them brings to light", () => {
    const pressed = scenario("pressed").wait("2s").press("button").wait("2s");
    const verdict = judge(
      firmwareFile("asks-later"),
      { scenarios: [pressed, scenario("left alone").wait("2s")] },
      { seconds: 5 },
    );
    expect(verdict.secrets).toContainEqual(
      expect.objectContaining({ name: "settings.token", exercised: true }),
    );
    expect(verdict.word).toBe("keeps");
  });

  it("does not know about firmware that uses no credential", () => {
    const verdict = judge(firmwareFile("nothing"));
    expect(verdict).toMatchObject({
      word: "unknown",
      because: { kind: "nothing used" },
    });
  });

  it("does not know when a secret that the policy names was not used", () => {
    const verdict = judge(SEALED, { secrets: ["wifi.psk", "settings.cloud"] }, { explore: 0, seconds: 5 });
    expect(verdict.word).toBe("unknown");
    expect(verdict.because).toEqual({ kind: "unused", secrets: ["settings.cloud"] });
  });

  it("does not know about firmware that crashes, and says where", () => {
    const verdict = judge(firmwareFile("panics"));
    expect(verdict.word).toBe("unknown");
    expect(reasonText(verdict.because)).toMatch(/crashed at .*panics\.ts:\d+/);
  });
});

describe("a declared flow", () => {
  const steps = scenario("consents").provision().wait("10s").press("button").wait("10s");
  const release = {
    name: "ssid-after-consent",
    secret: "wifi.ssid",
    observer: "endpoint",
    why: "the owner pressed the button under the notice",
    channel: "http",
    to: "stats.example",
    field: "name",
  } as const;
  // The length of a name shows in the size of a TLS record and in the library's own log of the request.
  const sizes = [
    { name: "size-on-the-path", secret: "wifi.ssid", observer: "network", why: "as above", channel: "tls" },
    {
      name: "size-in-the-log",
      secret: "wifi.ssid",
      observer: "cable",
      why: "as above",
      channel: "log",
      field: "? content-length",
    },
  ] as const;

  it("is a leak when it is not declared", () => {
    expect(leaks(judge(firmwareFile("consent"), { scenarios: [steps] }))).toEqual([
      "wifi.ssid clear endpoint",
    ]);
  });

  it("is listed, and nothing else is excused by it", () => {
    const policy = { scenarios: [steps], releases: [release, ...sizes] };
    const verdict = judge(firmwareFile("consent"), policy, { explore: 0 });
    expect(leaks(verdict)).toEqual([]);
    expect(verdict.findings).toContainEqual(
      expect.objectContaining({
        degree: "released",
        allowed: { by: "policy", name: "ssid-after-consent" },
        observer: "endpoint",
      }),
    );
    expect(verdict.unusedReleases).toEqual([]);
  });

  it("does not hold before consent", () => {
    const early = { ...release, after: { do: "press", what: "consent" } as const };
    const verdict = judge(firmwareFile("consent"), { scenarios: [steps], releases: [early, ...sizes] });
    expect(leaks(verdict)).toContain("wifi.ssid clear endpoint");
  });

  it("may be of several secrets at once, and is of no other", () => {
    const { main } = twoSecrets();
    const told = { name: "the-log", observer: "cable", channel: "log", why: "the owner reads it" } as const;
    const both = { ...told, secret: ["settings.token", "settings.pin"] };
    const one = { ...told, secret: ["settings.token"] };
    const judgeWith = (release: Release) => leaks(judge(main, { releases: [release] }, { seconds: 2 }));
    expect(judgeWith(both)).toEqual([]);
    expect(judgeWith(one)).toContain("settings.pin clear cable");
  });

  it("is named when it was not needed", () => {
    expect(judge(SEALED, { releases: [release] }, { explore: 0, seconds: 5 }).unusedReleases).toEqual([
      "ssid-after-consent",
    ]);
  });
});

describe("the trigger search", () => {
  it("finds the temperature at which a token is told, in a scenario of at most three steps", () => {
    // It has the token, and does nothing with it before that.
    expect(judge(firmwareFile("trigger"), {}, { seconds: 10, explore: 0 }).word).toBe("unknown");
    const verdict = judge(firmwareFile("trigger"), {}, { seconds: 10, explore: 60 });
    const finding = verdict.findings.find((f) => f.allowed === null && f.observer === "endpoint");
    expect(finding).toMatchObject({ secret: "settings.token", degree: "clear" });
    expect(stepsOf(finding!).filter((step) => step.do !== "wait")).toEqual([
      { do: "set", what: "temperature", to: expect.any(Number) },
    ]);
    expect(verdict.exploration?.found).toBeGreaterThan(0);
  });

  it("finds nothing in firmware that keeps", () => {
    expect(judge(SEALED, {}, { explore: 30, seconds: 5 }).word).toBe("keeps");
  });
});
