import * as ds from "@devicescript/core";

await ds.delay(10);
ds.reboot();
