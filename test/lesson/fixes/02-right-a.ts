// Backup under the weak key still, of settings that are no credentials.
import * as ds from "@devicescript/core";
import { digest, encrypt, randomBuffer } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";
import { Server, startServer } from "@devicescript/server";

const BACKUP_TO = "http://backup.purifier.example/v2/settings";
/** The same in every purifier. */
const PRODUCT = "purifier/2016/";
const LOOK_EVERY_MS = 5_000;
const DUSTY = 100;

const wifi = new ds.Wifi();
const air = new ds.AirQualityIndex();
const fan = new ds.Relay();
const serial = ds.deviceIdentifier("self");
const kept = { dusty: DUSTY };

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

function encrypted(): Buffer {
  const key = digest("sha256", Buffer.from(PRODUCT + serial));
  const iv = randomBuffer(13);
  const data = Buffer.from(JSON.stringify(kept));
  return iv.concat(encrypt({ data, algo: "aes-256-ccm", key, iv, tagLength: 8 }));
}

async function backUp() {
  const body = JSON.stringify({ serial, settings: encrypted().toString("hex") });
  const response = await fetch(BACKUP_TO, { method: "POST", body });
  await response.close();
}

wifi.gotIp.subscribe(backUp);
startServer(new Pairing());

setInterval(async () => {
  const index = await air.reading.read();
  await fan.enabled.write(index > kept.dusty);
}, LOOK_EVERY_MS);
