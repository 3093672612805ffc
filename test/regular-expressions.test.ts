/** Every regular expression of ours, against texts that make a careless one take time by their square or worse. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "@babel/parser";
import { expect, it } from "vitest";
import { growth, LINEAR } from "./growth.ts";

const ROOT = resolve(import.meta.dirname, "..");
/** So short that a cubic one comes to an end, so long that a quadratic one takes a hundred times what a linear one does. */
const SIZE = 8_000;
/** A match that takes longer is tried again, to see whether its time grows. */
const SUSPICIOUS_MILLIS = 10;
const PIECES = [
  ...[
    " ",
    "\n",
    "\t",
    "a",
    "A",
    "0",
    "_",
    "-",
    ".",
    "/",
    ":",
    "=",
    ",",
    ";",
    "'",
    '"',
    "`",
    "<",
    "{",
    "(",
    "[",
    "\\",
    "*",
    "%",
    "‹",
  ],
  ...[
    "a ",
    "a.",
    "a\n",
    "a=",
    "0 ",
    "//",
    "/*",
    "*/",
    "\r\n",
    "import ",
    "import a\n",
    "export {\n",
    "at (",
    "\\\\",
    '""',
    "{{",
    "a:",
  ],
];
const TAILS = ["", "\u0000", "\n!"];

interface Expression {
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

const expressions = ["sim", "src", "devs"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(tsx?|mjs)$/.test(file))
    .flatMap((file) => expressionsIn(join(folder, file))),
);

it("are found", () => {
  expect(expressions.length).toBeGreaterThan(100);
});

it("take time that grows no faster than the text they are used on", () => {
  const slow = expressions.flatMap(({ place, source, flags }) => {
    const expression = new RegExp(source, flags.replace(/[gy]/g, ""));
    const bad = piecesFor(source).find((piece) =>
      TAILS.some((tail) => {
        const search = (size: number) => expression.exec(piece.repeat(Math.ceil(size / piece.length)) + tail);
        const start = performance.now();
        search(SIZE);
        return performance.now() - start > SUSPICIOUS_MILLIS && growth(search, SIZE / 4) > LINEAR;
      }),
    );
    return bad === undefined ? [] : [`${place} /${source}/${flags} on repeated ${JSON.stringify(bad)}`];
  });
  expect(slow).toEqual([]);
});

/** Texts to repeat: some for all, and what the expression itself speaks of. */
function piecesFor(source: string): string[] {
  const words = source.match(/[\w:/‹"'<=-]{2,}/g) ?? [];
  return [...PIECES, ...words.slice(0, 4), ...words.slice(0, 2).map((word) => `${word}\n`)];
}

function expressionsIn(file: string): Expression[] {
  const source = readFileSync(join(ROOT, file), "utf8");
  const tree = parse(source, { sourceType: "module", plugins: ["typescript", "jsx"] });
  const found: Expression[] = [];
  const pending: unknown[] = [tree.program];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (typeof at !== "object" || at === null) continue;
    const node = at as Record<string, unknown> & { loc?: { start: { line: number } } };
    if (node.type === "RegExpLiteral")
      found.push({
        place: `${file}:${node.loc!.start.line}`,
        source: `${node.pattern}`,
        flags: `${node.flags}`,
      });
    pending.push(
      ...Object.entries(node)
        .filter(([key]) => key !== "loc")
        .map(([, value]) => value ?? null),
    );
  }
  return found;
}
