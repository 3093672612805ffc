import { appliance, home, test as withFixtures } from "tightlip/vitest";
import { describe, expect, test } from "vitest";

const LEAKY = "devs/lessons/01-cloud-relay/leaky.ts";
const FIXED = "devs/lessons/01-cloud-relay/fixed.ts";

describe("an appliance in a test", () => {
  test("keeps its secrets, or does not", async () => {
    const kettle = await appliance(FIXED, { for: "5s" });
    await kettle.provision(home);
    expect(kettle).toKeepSecrets();
    expect(kettle.tape).not.toReveal("wifi.psk", { to: "endpoint" });

    const leaky = await appliance(LEAKY, { for: "5s" });
    await leaky.provision(home);
    expect(leaky).not.toKeepSecrets();
    expect(leaky.tape).toReveal("wifi.psk", { to: "endpoint" });
    expect(leaky.tape).toReveal("wifi.psk", { to: "endpoint", degree: "clear", channel: "http" });
    expect(leaky.tape).not.toReveal("wifi.psk", { to: "bystander" });
  });

  test("has run as much of its code as the test made it", async () => {
    const kettle = await appliance("test/firmware/home/src/main.ts");
    await kettle.wait("5s");
    expect(kettle).toHaveRun({ branches: 0.1 });
    expect(kettle).not.toHaveRun({ branches: 1 });
    expect(() => expect(kettle).toHaveRun({ branches: 1 })).toThrow(
      /to have run 100 % of its branches: \d+ of \d+ branches ran\n\nWhat did not is at .*main\.ts:\d+/,
    );
    for (const wrong of [{ branches: 90 }, {}, { lines: 1 }, undefined])
      expect(() => expect(kettle).toHaveRun(wrong as { branches: number })).toThrow(
        "toHaveRun takes a share from 0 to 1, such as { branches: 0.9 }.",
      );
  });

  test("switches off what it switched on, or does not", async () => {
    const boiling = async (main: string) => {
      const kettle = await appliance(main);
      await kettle.wait("10s");
      await kettle.press("button");
      await kettle.wait("5s");
      return kettle;
    };
    const safe = await boiling("test/firmware/safe-kettle.ts");
    expect(safe).not.toBeOff("relay");
    expect(() => expect(safe).toBeOff("relay")).toThrow(/to be off: on since 10 s after power-on/);
    expect(() => expect(safe).not.toBeOff("relay", { within: "5s", of: "reset" })).toThrow(
      'the test did not do "reset", or did not wait for 5s after it',
    );
    await safe.reset();
    await safe.wait("10s");
    expect(safe).toBeOff("relay");
    expect(safe).toBeOff("relay", { within: "5s", of: "reset" });
    await safe.reset();
    await safe.wait("10s");

    const unsafe = await boiling("test/firmware/unsafe-kettle.ts");
    await unsafe.unplug("temperature");
    await unsafe.wait("30s");
    expect(unsafe).not.toBeOff("relay", { within: "5s", of: "unplug temperature" });
    expect(() => expect(unsafe).toBeOff("relay", { within: "5s", of: "unplug temperature" })).toThrow(
      /to be off within 5s of unplug temperature: on 5 s after it, switched on at .*unsafe-kettle\.ts:\d+/,
    );
  });

  test("is off for no reason when it was never on", async () => {
    const idle = await appliance("test/firmware/safe-kettle.ts");
    await idle.wait("5s");
    await idle.reset();
    await idle.wait("10s");
    for (const expectation of [expect(idle), expect(idle).not])
      expect(() => expectation.toBeOff("relay", { within: "5s", of: "reset" })).toThrow(
        'relay was not on at "reset"',
      );
    const off = (actuator: string, after: object) => () =>
      expect(idle).toBeOff(actuator, after as { within: string; of: string });
    expect(off("relais", { within: "5s", of: "reset" })).toThrow('Did you mean "relay"?');
    expect(off("relay", { within: "soon", of: "reset" })).toThrow('"within" is a time such as');
    expect(off("relay", { within: "5s", of: "reste" })).toThrow('Did you mean "reset"?');
    expect(off("relay", { within: "5s", of: "unplug" })).toThrow('it is written like "unplug temperature"');
    expect(off("relay", { within: "5s", after: "reset" })).toThrow('there is no option "after"');
  });

  test("lives as long as the test waits, and sees what the test lets happen", async () => {
    const kettle = await appliance("test/firmware/home/src/main.ts");
    await kettle.wait("5s");
    await kettle.press("button");
    const before = kettle.tape.seenBy("bystander").length;
    await kettle.wait("1s");
    await kettle.publish("kettle/command", "boil");
    await kettle.set("kettleLid", true);
    await kettle.wait("1s");
    expect(before).toBe(0);
    expect(kettle.tape.seenBy("bystander").map(({ to, kind }) => `${to}: ${kind}`)).toContain(
      "light bulb: brightness",
    );
    expect(kettle.log.join("\n")).toMatch(/command boil/);
    expect(kettle.tape.events.at(-1)!.atMicros).toBe(7_000_000);
  });
});

withFixtures(
  "appliances and home are fixtures as well, and no world knows of another",
  async ({ appliance, home }) => {
    const one = await appliance(LEAKY);
    const other = await appliance(LEAKY);
    await one.provision(home);
    await one.wait("5s");
    await other.wait("1s");
    expect(one.tape.seenBy("endpoint")).not.toEqual([]);
    expect(other.tape.seenBy("endpoint")).toEqual([]);
  },
);
