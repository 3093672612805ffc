/** Boards for people: a list, and of one board its pins, a picture and its flash. */
import type { Board } from "../flash/boards.ts";
import { hex } from "../flash/partitions.ts";

/** One line a board. */
export function boardList(boards: readonly Board[]): string {
  const width = Math.max(...boards.map(({ id }) => id.length));
  const lines = boards.map(
    ({ id, chip, name, file }) =>
      `${id.padEnd(width)}  ${chip.padEnd(7)}  ${name}${file === null ? "" : ` (${file})`}`,
  );
  return `${lines.join("\n")}\n`;
}

export function boardPage(board: Board): string {
  const lines = [`${board.id}: ${board.name} (${board.chip})`];
  if (board.description !== null) lines.push(board.description);
  lines.push("", ...picture(board), "", "pin           GPIO  used for");
  for (const [name, gpio] of Object.entries(board.pins))
    lines.push(`${name.padEnd(14)}${String(gpio).padStart(4)}  ${board.taken[gpio] ?? ""}`.trimEnd());
  lines.push("", "flash          from        size");
  lines.push(`${"runtime".padEnd(15)}${hex(board.runtimeOffset)}`);
  for (const { name, offset, sizeBytes } of board.partitions)
    lines.push(`${name.padEnd(15)}${hex(offset).padEnd(12)}${sizeBytes / 1024} KiB`);
  lines.push("", `runtime: ${board.runtimeUrl ?? "none is published: give a file with --runtime"}`);
  return `${lines.join("\n")}\n`;
}

/** The board from above, its pins in order down the left side and up the right; not where they are soldered. */
function picture({ chip, pins }: Board): string[] {
  const names = Object.keys(pins);
  const rows = Math.ceil(names.length / 2);
  const left = names.slice(0, rows);
  const right = names.slice(rows).reverse();
  const width = Math.max(0, ...left.map((name) => name.length));
  const body = chip.length + 4;
  const edge = (corner: string, text: string) =>
    `${" ".repeat(width + 1)}${corner}${text.padStart((body + text.length) >> 1, "─").padEnd(body, "─")}${corner}`;
  const middle = rows >> 1;
  return [
    edge("+", "[USB]"),
    ...Array.from({ length: rows }, (_, row) => {
      const label = row === middle ? `  ${chip}  ` : " ".repeat(body);
      return `${(left[row] ?? "").padStart(width)} ┤${label}├ ${right[row] ?? ""}`.trimEnd();
    }),
    edge("+", ""),
  ];
}

/** Plain data, the same for a list and for one board. */
export function boardJson(board: Board): Readonly<Record<string, unknown>> {
  const { id, name, chip, pins, taken, runtimeUrl, runtimeOffset, partitions, file } = board;
  return { id, name, chip, file, pins, taken, runtimeUrl, runtimeOffset, partitions };
}
