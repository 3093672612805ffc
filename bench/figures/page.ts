/** The page of figures: a function of what is stored, so that a test can hold one against the other. */
import type { Figure } from "./figure.ts";

const HEAD = `# Figures

<!-- Made from bench/figures/data by npm run figures. -->

Measured values, each part with the command that measures it again in a checkout, after \`npm ci\`. Times depend on the
machine, counts do not. LeakBench and the cases are our own: they say how the judge does on programs whose answer is known,
not how it does on yours, and we write judge and cases. Nothing here was measured on a board; the simulator runs all of it.
`;

export function figuresPage(figures: readonly Figure[]): string {
  return [HEAD, ...figures.map(section)].join("\n");
}

function section({ title, command, commitDay, machine, note, rows }: Figure): string {
  const { cores, node, platform, loadPerCore } = machine;
  const busy =
    loadPerCore !== null && loadPerCore > 1
      ? ` Other work took the machine meanwhile (${loadPerCore} processes a core): times are longer than on an idle one.`
      : "";
  return `## ${title}

${note}

\`\`\`
${command}
\`\`\`

${table(rows)}

Measured on ${commitDay}'s commit, with Node ${node} on ${platform}, ${cores} cores.${busy}
`;
}

/** As the formatter of this repository has it. */
function table(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = cells[0]!.map((_, column) => Math.max(3, ...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(cells[0]!), rule, ...cells.slice(1).map(line)].join("\n");
}
