// Says which board it is on.
import * as ds from "@devicescript/core";

const arch = ds._dcfgString("archId" as any);
const board = ds._dcfgString("id" as any);
console.log(`arch ${arch}, board ${board}, simulator ${ds.isSimulator()}`);
