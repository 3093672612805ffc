// Comparison that looks at all characters, whatever was typed.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { Server, startServer } from "@devicescript/server";
import { readSetting } from "@devicescript/settings";

const GUESTS = "https://guests.vacuum.example/v1";
const ASK_EVERY_MS = 5_000;

const wifi = new ds.Wifi();
const brush = new ds.Relay();
const button = new ds.Button();
let cleaning = false;

class Pairing extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  // The handler gets one array, whatever the generated types say.
  async offer(credentials: any) {
    const [ssid, psk] = credentials;
    await wifi.addNetwork(ssid, psk);
  }

  async reset() {
    await wifi.forgetAllNetworks();
  }
}

function isRight(typed: string, code: string) {
  if (typed.length !== code.length) return false;
  let wrong = 0;
  for (let i = 0; i < code.length; i++) wrong |= typed.charCodeAt(i) ^ code.charCodeAt(i);
  return wrong === 0;
}

async function letGuestsIn() {
  const code = await readSetting("pairing_code", "");
  const attempt = await fetch(`${GUESTS}/attempt`);
  const { typed } = await attempt.json();
  if (!typed) return;
  const answer = isRight(typed, code) ? "welcome" : "refused";
  const response = await fetch(`${GUESTS}/${answer}`, { method: "POST" });
  await response.close();
}

button.down.subscribe(async () => {
  cleaning = !cleaning;
  await brush.enabled.write(cleaning);
});
wifi.gotIp.subscribe(() => {
  setInterval(letGuestsIn, ASK_EVERY_MS);
});
startServer(new Pairing());
