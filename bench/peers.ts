/** Cost of a virtual minute by the number of peers on the bus that firmware listens to. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Image } from "../sim/device/image.ts";
import { buildImage } from "../src/compile/build.ts";
import { timedRun } from "./firmware.ts";
import { median, millis, type Row } from "./table.ts";

const COUNTS = [1, 20, 100];
const VIRTUAL_MICROS = 60e6;
const ROUNDS = 5;

export function peersRows(): Row[] {
  const times = COUNTS.map((count) => {
    const image = listening(count);
    const runs = Array.from({ length: ROUNDS }, (_, round) => timedRun(image, round, VIRTUAL_MICROS));
    return median(runs.map(({ time }) => time));
  });
  const [one] = times;
  return COUNTS.map((count, i) => ({
    what: `virtual minute with ${count} peer${count > 1 ? "s" : ""} on the bus`,
    figure: `${(times[i] / one).toFixed(1)}x`,
    target: `<= ${count}x`,
    raw: millis(times[i]),
  }));
}

/** Firmware that looks at so many thermometers, one after the other. */
function listening(count: number): Image {
  const folder = mkdtempSync(join(tmpdir(), "tightlip-peers-"));
  try {
    const text = `import * as ds from "@devicescript/core"
const sensors: ds.Temperature[] = []
for (let i = 0; i < ${count}; ++i) sensors.push(new ds.Temperature())
let turn = 0
setInterval(async () => {
    turn++
    await sensors[turn % sensors.length].reading.read()
}, 1000)
`;
    writeFileSync(join(folder, "devsconfig.json"), "{}");
    writeFileSync(join(folder, "main.ts"), text);
    return buildImage(join(folder, "main.ts")).image;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
