// A door lock: opens for a code typed at its keypad, and tells its owner's cloud once a minute how often that happened,
// if the owner agreed.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";
import { Actuator, adopt, Consent, fetch, forget, log, type Secret, Vault } from "tightlip/devs";
import { NETWORK, provision } from "tightlip/devs/provision";

const REPORT_TO = "https://visits.lock.example/v1/counts";
const REPORT_EVERY_MS = 60_000;
const OPEN_MS = 5_000;
const MAX_WRONG = 5;
const LOCKED_OUT_MS = 60_000;
const HOLD_TO_RESET_MS = 5_000;
/** The setting in which the maker leaves the code that is printed on the lock's card, for the first start. */
const CODE = "pin";

enum Answer {
  Opened = 0,
  Wrong = 1,
  TooSoon = 2,
  NotSet = 3,
}

const relay = new ds.Relay();
/** Off is locked: the bolt falls back by itself, whatever else this program does. */
const bolt = new Actuator({
  role: relay,
  write: async (level) => await relay.enabled.write(level > 0),
  longestMs: OPEN_MS,
});
const wifi = new ds.Wifi();
const button = new ds.Button();
const vault = new Vault();
const reporting = new Consent(
  "report of visits",
  "Once a minute the lock tells visits.lock.example how often it was opened, and how often with a wrong code.",
);
let connected = false;
let opened = 0;
let wrong = 0;
let pressedAtMs = 0;

class DoorLock extends Server implements ds.DoorLockServerSpec {
  private tries = 0;
  private notBeforeMs = 0;

  constructor(private code: Secret | undefined) {
    super(ds.DoorLock.spec);
  }

  locked() {
    return bolt.level === 0;
  }

  async unlock(typed: string): Promise<any> {
    if (this.code === undefined) return Answer.NotSet;
    if (ds.millis() < this.notBeforeMs) return Answer.TooSoon;
    if (!this.code.equals(typed)) {
      wrong++;
      this.tries++;
      if (this.tries >= MAX_WRONG) {
        this.tries = 0;
        this.notBeforeMs = ds.millis() + LOCKED_OUT_MS;
      }
      return Answer.Wrong;
    }
    opened++;
    this.tries = 0;
    bolt.turn(1);
    return Answer.Opened;
  }

  async lock() {
    bolt.turn(0);
  }

  /** Nobody's door any more: it stays locked. */
  async disown() {
    this.code = undefined;
    bolt.turn(0);
  }
}

async function forgetHome() {
  await lock.disown();
  await forget({ vault, names: [CODE], consents: [reporting], wifi });
}

async function report() {
  const body = JSON.stringify({ opened, wrong });
  opened = 0;
  wrong = 0;
  try {
    const response = await fetch(REPORT_TO, { method: "POST", body });
    await response.close();
  } catch (error) {
    const { message } = error as any;
    await log("no report:", message);
  }
}

await adopt(vault, [CODE]);
const lock = new DoorLock(await vault.load(CODE));
startServer(lock);
wifi.gotIp.subscribe(() => {
  connected = true;
});
wifi.lostIp.subscribe(() => {
  connected = false;
});
button.down.subscribe(() => {
  pressedAtMs = ds.millis();
});
// A short press is a yes to the notice on the card; a press of five seconds gives the lock away.
button.up.subscribe(async () => {
  if (ds.millis() - pressedAtMs < HOLD_TO_RESET_MS) await reporting.ask(async () => true);
  else {
    await forgetHome();
    await vault.erase(NETWORK);
  }
});
await provision(vault, {
  join: async ({ ssid, psk }) => await psk.joinWifi(wifi, ssid),
  forget: forgetHome,
});
setInterval(async () => {
  if (connected) await reporting.whileGranted(report);
}, REPORT_EVERY_MS);
