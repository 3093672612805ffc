/** Code that tests may write, and code that is an error on its line. Compiled by types.test.ts, never run. */
import { appliance, home, type SeenTape, type TestedAppliance, test } from "tightlip/vitest";
import { expect, expectTypeOf } from "vitest";

test("an appliance", async ({ appliance: made, home: network }) => {
  expectTypeOf(made).toEqualTypeOf<typeof appliance>();
  expectTypeOf(network).toEqualTypeOf<typeof home>();
  const kettle = await appliance("src/main.ts", { for: "10s", seed: 2, board: "esp32c3_bare" });
  expectTypeOf(kettle).toEqualTypeOf<TestedAppliance>();
  expectTypeOf(kettle.tape).toEqualTypeOf<SeenTape>();
  expectTypeOf(kettle.log).toEqualTypeOf<readonly string[]>();
  // @ts-expect-error: no such option
  await appliance("src/main.ts", { speed: 2 });
  // @ts-expect-error: it has to be awaited first
  await appliance("src/main.ts").wait("1s");
});

test("steps", async () => {
  const kettle = await appliance("src/main.ts");
  await kettle.provision(home);
  await kettle.provision({ ...home, by: "softap" });
  await kettle.press("button", "2s");
  await kettle.set("temperature", 96.5);
  await kettle.trouble("*", "silent");
  await kettle.cutPower({ for: "2s", atWrite: 3 });
  expectTypeOf(kettle.wait("1s")).toEqualTypeOf<Promise<void>>();
  // @ts-expect-error: a number is no duration
  await kettle.wait(30);
  // @ts-expect-error: no such way of pairing
  await kettle.provision({ by: "telepathy" });
  // @ts-expect-error: no such trouble
  await kettle.trouble("*", "sad");
  // @ts-expect-error: no such step
  await kettle.kick();
});

test("expectations", async () => {
  const kettle = await appliance("src/main.ts");
  expectTypeOf(expect(kettle).toKeepSecrets()).toEqualTypeOf<void>();
  expectTypeOf(expect(kettle).not.toKeepSecrets()).toEqualTypeOf<void>();
  expect(kettle.tape).toReveal("wifi.psk", { to: "endpoint", degree: "clear", channel: "http" });
  expect(kettle.tape).not.toReveal("wifi.psk");
  // @ts-expect-error: no such observer
  expect(kettle.tape).toReveal("wifi.psk", { to: "endpiont" });
  // @ts-expect-error: no such option
  expect(kettle.tape).toReveal("wifi.psk", { at: "endpoint" });
  // @ts-expect-error: of which secret?
  expect(kettle.tape).toReveal();
  // @ts-expect-error: it is about all secrets
  expect(kettle).toKeepSecrets("wifi.psk");
});
