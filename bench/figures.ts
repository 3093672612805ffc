/**
 * `npm run figures`: measures our own figures and writes docs/figures.md. `-- speed build` measures these parts only, and
 * leaves the others as they are stored; `-- leakbench --measured` takes leakbench.json of an earlier run; `-- none` only
 * writes the page.
 */
import { writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { Argument, Command } from "commander";
import { PARTS, type Part, TIMED } from "./figures/figure.ts";
import { commitDay, MEASURES } from "./figures/measures.ts";
import { figuresPage } from "./figures/page.ts";
import { storedFigures, storeFigure } from "./figures/stored.ts";

const PAGE = join(import.meta.dirname, "../docs/figures.md");
const NONE = "none";

const command = new Command()
  .addArgument(new Argument("[part...]").choices([...PARTS, NONE]))
  .option("--measured", "take leakbench.json of an earlier run")
  .parse();
const named = command.processedArgs[0] as readonly (Part | typeof NONE)[];
const parts = named.length === 0 ? PARTS : PARTS.filter((part) => named.includes(part));
for (const part of parts) {
  const loadPerCore = Number((loadavg()[0]! / availableParallelism()).toFixed(1));
  const measured = await MEASURES[part](command.opts<{ measured?: true }>().measured === true);
  storeFigure(part, {
    ...measured,
    command: `npm run figures -- ${part}`,
    commitDay: commitDay(),
    machine: {
      cores: availableParallelism(),
      node: process.versions.node.split(".")[0]!,
      platform: `${process.platform} ${process.arch}`,
      loadPerCore: TIMED.includes(part) ? loadPerCore : null,
    },
  });
  console.log(`${part}: measured`);
}
writeFileSync(PAGE, figuresPage(storedFigures()));
