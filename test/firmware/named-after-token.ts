// Offers a lamp under a name that ends with its token.
import * as ds from "@devicescript/core";
import { Server, startServer } from "@devicescript/server";
import { readSetting } from "@devicescript/settings";

class Lamp extends Server implements ds.LightBulbServerSpec {
  constructor() {
    super(ds.LightBulb.spec);
  }
  intensity() {
    return 1;
  }
  set_intensity() {}
}

const token = await readSetting("token", "");
startServer(new Lamp(), { roleName: `lamp ${token}` });
