import { appliance, home } from "tightlip/vitest";
import { expect, test } from "vitest";

test("the kettle keeps the home's credentials", async () => {
  const kettle = await appliance("src/main.ts");
  await kettle.provision(home);
  await kettle.wait("1m");
  expect(kettle).toKeepSecrets();
});

test("its cloud does not learn the WiFi passphrase", async () => {
  const kettle = await appliance("src/main.ts");
  await kettle.provision(home);
  await kettle.wait("1m");
  expect(kettle.tape).not.toReveal("wifi.psk", { to: "endpoint" });
});
