import { appliance, home } from "tightlip/vitest";
import { expect, test } from "vitest";

const FIRMWARE = ["src/main.ts"];

test.each(FIRMWARE)("%s keeps the home's credentials", async (main) => {
  const device = await appliance(main);
  await device.provision(home);
  await device.wait("1m");
  expect(device).toKeepSecrets();
});
