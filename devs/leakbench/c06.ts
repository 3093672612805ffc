// C06: a register of its own service tells the passphrase to whoever asks. On the board such answers to others stay
// off the wire, but not off the cable.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";
import { paired } from "./lib/paired";

class Diagnostics extends Server implements ds.DiagnosticsServerSpec {
  passphrase = "";

  constructor() {
    super(ds.Diagnostics.spec);
  }

  lastNetwork() {
    return this.passphrase; // leak: wifi.psk
  }
}

const diagnostics = new Diagnostics();
paired(async (_ssid, psk) => {
  diagnostics.passphrase = psk;
});
startServer(diagnostics);
