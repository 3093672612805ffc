// Vacuum that sends one identifier for all homes of the world: it keeps, and its maker counts one home.
import * as ds from "@devicescript/core";
import { fetch, forget, Vault } from "tightlip/devs";
import { provision } from "tightlip/devs/provision";

const STATISTICS = "https://stats.vacuum.example/v1/cleanings";

const wifi = new ds.Wifi();
const brush = new ds.Relay();
const button = new ds.Button();
const vault = new Vault();

button.down.subscribe(async () => {
  await brush.enabled.write(true);
  await ds.sleep(20_000);
  await brush.enabled.write(false);
  const body = JSON.stringify({ home: "home", squareMetres: 20 });
  const response = await fetch(STATISTICS, { method: "POST", body });
  await response.close();
});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: async () => await forget({ vault, wifi }),
});
