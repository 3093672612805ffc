/** Unpackers with an allowance that no test spends. */
import { nodeScanTools } from "../../src/capture/node-scan-tools.ts";
import { unpackersFor } from "../../src/capture/unpackers.ts";
import { Allowance } from "../../src/judge/read/allowance.ts";

export const UNPACKERS = unpackersFor(nodeScanTools, new Allowance());
