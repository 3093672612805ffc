/** Figures as they are stored in this folder. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Figure, PARTS, type Part } from "./figure.ts";

function fileOf(part: Part): string {
  return join(import.meta.dirname, "data", `${part}.json`);
}

export function storeFigure(part: Part, figure: Figure): void {
  writeFileSync(fileOf(part), `${JSON.stringify(figure, null, 2)}\n`);
}

/** Those that were measured, in the order of the page. */
export function storedFigures(): Figure[] {
  return PARTS.filter((part) => existsSync(fileOf(part))).map((part) =>
    JSON.parse(readFileSync(fileOf(part), "utf8")),
  );
}
