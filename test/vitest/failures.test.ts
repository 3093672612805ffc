import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { appliance, type TestedAppliance, type Way } from "tightlip/vitest";
import { beforeAll, describe, expect, test } from "vitest";
import { processError } from "vitest/internal/browser";
import { tempProject } from "../compile/temp-project.ts";
import { firmwareFile } from "../firmware.ts";

/** Message of the error that an action fails with. */
async function failure(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it did not fail");
}

/** Tells its token to the cloud when the room gets hot. */
let alarm: TestedAppliance;

beforeAll(async () => {
  alarm = await appliance(firmwareFile("trigger"));
  await alarm.wait("5s");
  await alarm.set("temperature", 70);
  await alarm.wait("5s");
});

describe("an expectation", () => {
  test("that does not hold says what was expected, and who learns what", async () => {
    const message = await failure(() => expect(alarm).toKeepSecrets());
    expect(message).toMatch(
      /^expected firmware\/trigger to keep its secrets\n\n✖ firmware\/trigger leaks: settings\.token does not stay home\n/,
    );
    expect(message).toMatch(/^ +endpoint +network +air +bus +cable +flash +bystander$/m);
    expect(message).toMatch(/^ +settings\.token +clear +· +· +· +clear +allowed +·$/m);
    expect(message).toContain("at test/firmware/trigger.ts:10\n");
    expect(message).toContain("7.81 s after power-on, by http");
    expect(
      await failure(() => expect(alarm.tape).not.toReveal("settings.token", { to: "endpoint" })),
    ).toMatch(/^expected firmware\/trigger not to reveal settings\.token to endpoint\n\n✖/);
    expect(await failure(() => expect(alarm.tape).toReveal("settings.token", { to: "bystander" }))).toMatch(
      /^expected firmware\/trigger to reveal settings\.token to bystander\n\n✖/,
    );
  });

  test("shows in a command how to see it again, with all that happened", async () => {
    const message = await failure(() => expect(alarm).toKeepSecrets());
    expect(message).toContain("when: wait for 5s, set temperature to 70, wait for 5s");
    expect(message).toMatch(
      /replay: tightlip check test\/firmware\/trigger\.ts --seed 1 --until \S+ --scenario '\{.*"set".*\}'/,
    );
  });

  test("counts what is allowed only where it is asked for", async () => {
    const joining = await appliance(firmwareFile("pairing"));
    await joining.wait("10s");
    expect(joining.tape).toReveal("wifi.psk", { to: "air", degree: "released" });
    expect(joining.tape).not.toReveal("wifi.psk", { to: "air" });
    const message = await failure(() => expect(joining.tape).toReveal("wifi.psk", { to: "air" }));
    expect(message).toContain('to air: allowed by platform/air, which { degree: "released" } asks for\n');
  });

  test("about what is not known fails, with and without not", async () => {
    const crashing = await appliance(firmwareFile("panics"));
    await crashing.wait("5s");
    const crash = /the firmware crashed at test\/firmware\/panics\.ts:\d+/;
    expect(await failure(() => expect(crashing).toKeepSecrets())).toMatch(crash);
    expect(await failure(() => expect(crashing).not.toKeepSecrets())).toMatch(crash);
    expect(await failure(() => expect(crashing).not.toReveal("wifi.psk"))).toMatch(crash);
    const quiet = await appliance(firmwareFile("quiet"));
    await quiet.wait("5s");
    const unused = "wifi.psk was not used";
    expect(await failure(() => expect(quiet.tape).toReveal("wifi.psk"))).toContain(unused);
    expect(await failure(() => expect(quiet.tape).not.toReveal("wifi.psk"))).toContain(unused);
    expect(quiet.tape).not.toReveal("settings.token");
  });
});

describe("the difference that a failure shows", () => {
  /** As vitest prints it below the message. */
  async function difference(action: () => unknown): Promise<string> {
    try {
      await action();
    } catch (error) {
      return stripVTControlCharacters(processError(error).diff ?? "");
    }
    throw new Error("it did not fail");
  }

  test("has secret, observer, degree, protocol and line of what nobody should learn", async () => {
    expect(await difference(() => expect(alarm).toKeepSecrets())).toMatchInlineSnapshot(`
      "- Expected
      + Received

      @@ -1,12 +1,12 @@
        {
          "settings.token": {
      -     "cable": "allowed (platform/settings-read) by frame at test/firmware/trigger.ts:6",
      -     "endpoint": "nothing",
      +     "cable": "clear by log at test/firmware/trigger.ts:10; allowed (platform/settings-read) by frame at test/firmware/trigger.ts:6",
      +     "endpoint": "clear by http at test/firmware/trigger.ts:10",
            "flash": "allowed (platform/store) by flash",
          },
      -   "verdict": "keeps",
      +   "verdict": "leaks",
          "wifi.psk": {
            "air": "allowed (platform/air) by wifi",
            "flash": "allowed (platform/store) by flash",
          },
          "wifi.ssid": {"
    `);
    expect(
      await difference(() => expect(alarm.tape).not.toReveal("settings.token", { to: "endpoint" })),
    ).toMatchInlineSnapshot(`
      "- Expected
      + Received

        {
          "settings.token": {
            "cable": "clear by log at test/firmware/trigger.ts:10; allowed (platform/settings-read) by frame at test/firmware/trigger.ts:6",
      -     "endpoint": "nothing",
      +     "endpoint": "clear by http at test/firmware/trigger.ts:10",
            "flash": "allowed (platform/store) by flash",
          },
        }"
    `);
  });

  test("has who should learn something and does not, beside those who do", async () => {
    const way: Way = { to: "bystander", degree: "clear" };
    expect(await difference(() => expect(alarm.tape).toReveal("settings.token", way))).toMatchInlineSnapshot(`
      "- Expected
      + Received

        {
          "settings.token": {
      -     "bystander": "clear",
      +     "bystander": "nothing",
            "cable": "clear by log at test/firmware/trigger.ts:10; allowed (platform/settings-read) by frame at test/firmware/trigger.ts:6",
            "endpoint": "clear by http at test/firmware/trigger.ts:10",
            "flash": "allowed (platform/store) by flash",
          },
        }"
    `);
    expect(await difference(() => expect(alarm.tape).toReveal("wifi.psk"))).toMatchInlineSnapshot(`
      "- Expected
      + Received

        {
      -   "wifi.psk": "used, and judged",
      +   "wifi.psk": "wifi.psk was not used",
        }"
    `);
  });

  test("has the branches that should have run", async () => {
    expect(await difference(() => expect(alarm).not.toHaveRun({ branches: 0.1 }))).toMatchInlineSnapshot(`
      "- Expected
      + Received

        {
      -   "branches": "fewer than 1 of 7",
      +   "branches": "5 of 7",
        }"
    `);
  });

  test("has what is the matter where nothing is known", async () => {
    const crashing = await appliance(firmwareFile("panics"));
    await crashing.wait("5s");
    expect(await difference(() => expect(crashing).toKeepSecrets())).toMatchInlineSnapshot(`
      "- Expected
      + Received

        {
      -   "verdict": "keeps",
      +   "verdict": "unknown: the firmware crashed at test/firmware/panics.ts:4: unhandled exception (panic 60005) after 0.501 s: Error: too hot",
          "wifi.psk": {},
          "wifi.ssid": {},
        }"
    `);
  });
});

describe("a mistake in a test is told in one line", () => {
  const withWay = (way: object) => () => expect(alarm.tape).not.toReveal("settings.token", way as Way);

  test.each<[string, () => unknown, string]>([
    [
      "a secret that there is not",
      () => expect(alarm.tape).not.toReveal("settings.tokn"),
      'toReveal: there is no secret "settings.tokn". There are: wifi.ssid, wifi.psk, settings.token. Did you mean "settings.token"?',
    ],
    [
      "an observer that there is not",
      withWay({ to: "endpiont" }),
      'toReveal: there is no observer "endpiont". There are: endpoint, network, air, bus, cable, flash, bystander. Did you mean "endpoint"?',
    ],
    [
      "a degree that there is not",
      withWay({ degree: "open" }),
      'toReveal: there is no degree "open". There are: clear, encoded, derived, implicit, released.',
    ],
    [
      "an option that there is not",
      withWay({ too: "endpoint" }),
      'toReveal: there is no option "too". There are: to, degree, channel. Did you mean "to"?',
    ],
    [
      "an appliance that was not awaited",
      () => expect(appliance(firmwareFile("quiet"))).toKeepSecrets(),
      'toKeepSecrets is for what "await appliance(…)" gives, and its tape, not for a promise. Put "await" before it.',
    ],
    [
      "what is no appliance",
      () => expect("kettle").not.toReveal("wifi.psk"),
      'toReveal is for what "await appliance(…)" gives, and its tape, not for a string.',
    ],
    [
      "a file that there is not",
      () => appliance("src/mian.ts"),
      "src/mian.ts: no such file, folder or appliance. Name a main.ts.",
    ],
    [
      "a folder of several appliances",
      () => appliance("devs/lessons/01-cloud-relay"),
      'devs/lessons/01-cloud-relay: holds 3 appliances. Name one, such as "devs/lessons/01-cloud-relay/encrypted.ts".',
    ],
    [
      "a time that is none",
      () => appliance(firmwareFile("quiet"), { for: "a while" }),
      '"a while" is no duration. Write one such as 500ms, 60s or 5m.',
    ],
    [
      "a board that there is not",
      () => appliance(firmwareFile("quiet"), { board: "esp32c3_bear" }),
      'Did you mean "esp32c3_bare"?',
    ],
  ])("%s", async (_, action, message) => {
    const said = await failure(action);
    expect(said).toContain(message);
    expect(said).not.toContain("\n");
  });

  test("a step that cannot be, at the step", async () => {
    const alarm = await appliance(firmwareFile("trigger"));
    await alarm.wait("2s");
    const main = "test/firmware/trigger.ts";
    expect(await failure(() => alarm.press("button"))).toBe(
      `${main}: there is no "button" on the bus at that time. The firmware has asked for: temperature`,
    );
    expect(await failure(() => alarm.wait("soon"))).toBe(
      `${main}: step 2 of scenario "a test": "for" of "wait" must be a time such as 500ms, 30s or 5m`,
    );
    expect(await failure(() => alarm.provision({ by: "telepathy" as "bus" }))).toContain(
      '"by" of "provision" must be',
    );
    await alarm.wait("1s");
    expect(alarm.tape.events.at(-1)!.atMicros).toBe(3_000_000);
  });

  test("firmware that does not build, with what the compiler says", async () => {
    const root = tempProject({
      "main.ts": 'import * as ds from "@devicescript/core";\nconst led = new ds.Lamp();\n',
    });
    const message = await failure(() => appliance(join(root, "main.ts")));
    expect(message).toMatch(/main\.ts: did not build\.\n\nmain\.ts:2:20: .*Lamp.* \(TS\d+\)/);
    expect(message).toMatch(/> 2 \| const led = new ds\.Lamp\(\);/);
  });
});
