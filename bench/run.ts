/** `npm run bench`: measures everything and prints one table. Passes no judgement: machines differ. */

import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { join } from "node:path";
import { buildRows } from "./build.ts";
import { captureRows } from "./captures.ts";
import { checkRows } from "./check.ts";
import { deviceLibraryRows } from "./device-library.ts";
import { exploreRows } from "./explore.ts";
import { flashRows } from "./flash.ts";
import { peersRows } from "./peers.ts";
import { scanRows } from "./scan.ts";
import { secretRows } from "./secrets.ts";
import { speedRows } from "./speed.ts";
import { startRows } from "./start.ts";
import { formatTable, type Row } from "./table.ts";
import { watchRows } from "./watch.ts";
import { watchingRows } from "./watching.ts";

const MEBIBYTE = 2 ** 20;

const rows = [
  ...checkRows(),
  ...startRows(),
  ...speedRows(),
  ...peersRows(),
  ...watchingRows(),
  ...exploreRows(),
  ...secretRows(),
  ...scanRows(),
  // Folders with captures may be named behind the command.
  ...(await captureRows(process.argv.slice(2))),
  memoryRow(),
  ...deviceLibraryRows(),
  ...buildRows(),
  ...(await flashRows()),
  ...(await watchRows()),
];
console.log(
  `node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} x ${cpus()[0]?.model}`,
);
console.log(formatTable(rows));

/** In a process of its own, that has nothing else in memory. */
function memoryRow(): Row {
  const script = join(import.meta.dirname, "memory.ts");
  const args = ["--expose-gc", "--import", "jiti/register", script];
  const { devices, bytes } = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
  return {
    what: `memory of a device, ${devices} alive`,
    figure: `${(bytes / devices / MEBIBYTE).toFixed(2)} MiB`,
    target: "<= 1 MiB",
    raw: `${Math.round(bytes / MEBIBYTE)} MiB resident`,
  };
}
