// Takes the home's network by sealed provisioning only, and says how that went.
import * as ds from "@devicescript/core";
import { Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const wifi = new ds.Wifi();
const shown = (value: Buffer) => value.toString("hex");

try {
  await provision(new Vault(), {
    join: async ({ ssid, psk }) => {
      console.log(`joins ${ssid.use(shown)} ${psk.use(shown)}`);
      await psk.joinWifi(wifi, ssid);
    },
    forget: async () => {
      console.log("forgets");
      await wifi.forgetAllNetworks();
    },
  });
  console.log("ready");
} catch (error) {
  const { message } = error as any;
  console.log(`refused: ${message}`);
}
