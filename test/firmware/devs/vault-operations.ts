// Says at start what its vault holds, and does with it what the phone asks for: the name says what, the passphrase is
// the value.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";
import { forget, Secret, Vault } from "tightlip/devs";

const vault = new Vault();

async function held(name: string): Promise<string> {
  const secret = await vault.load(name);
  return secret === undefined ? "nothing" : secret.use((value) => value.toString("utf-8"));
}

class Operations extends Server implements ds.ProvisioningServerSpec {
  constructor() {
    super(ds.Provisioning.spec);
  }

  async offer(asked: any) {
    const [operation, value] = asked;
    try {
      if (operation === "store") await vault.store("wifi", new Secret(value));
      else if (operation === "keep") await vault.store("token", new Secret(value));
      else if (operation === "erase") await vault.erase("wifi");
      else await forget({ vault, names: ["wifi"] });
      console.log("done");
    } catch (error) {
      const { message } = error as any;
      console.log(`refused: ${message}`);
    }
  }

  async reset() {}
}

const wifi = await held("wifi");
const token = await held("token");
console.log(`holds ${wifi}, ${token}`);
startServer(new Operations());
