import { appliance, home } from "tightlip/vitest";
import { expect, test } from "vitest";

const FIRMWARE = ["src/main.ts"];
/** The first build on a machine prepares the compiler. */
const PATIENCE_MS = 60_000;

async function keepsSecrets(main: string) {
  const device = await appliance(main);
  await device.provision(home);
  await device.wait("1m");
  expect(device).toKeepSecrets();
}

test.each(FIRMWARE)("%s keeps the home's credentials", keepsSecrets, PATIENCE_MS);
