// Says what its maker wrote into its device configuration.
import * as ds from "@devicescript/core";

for (const key of ["archId", "tightlip.key", "tightlip.code", "@name", "nothing"]) {
  console.log(`${key}: ${ds._dcfgString(key as any)}`);
}
