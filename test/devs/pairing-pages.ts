/** The blocks of the pages in devs/pairings that are made from checks: who learns what. */
import { relative } from "node:path/posix";
import { OBSERVERS, type Observer, type Sender } from "../../sim/tape/tape.ts";
import type { Verdict } from "../../src/judge/verdict/check.ts";
import type { Finding } from "../../src/judge/verdict/finding.ts";
import { table } from "../markdown.ts";

export const FOLDER = "devs/pairings";
const START = "<!-- Made from a run by npm run pages. -->";
const END = "<!-- Until here. -->";

const WHO: Readonly<Record<Observer, string>> = {
  endpoint: "the cloud",
  network: "those on the path to it",
  air: "neighbours",
  bus: "other devices on the bus",
  cable: "anybody plugging in",
  flash: "anybody with the board later",
  bystander: "people in the room",
};
const SENDER: Partial<Record<Sender, string>> = { phone: "the phone", commissioner: "the other device" };
const DEGREES = ["clear", "encoded", "derived", "implicit"] as const;
const NOTHING = "·";

/** The page with a new block in place of the one that it has. Throws when it has none. */
export function withBlock(page: string, block: string): string {
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`a page needs the lines "${START}" and "${END}"`);
  return `${page.slice(0, start)}${START}\n\n${block}\n\n${page.slice(end)}`;
}

/** Of one appliance: each observer, each secret, who told it and at which line. */
export function matrix(verdict: Verdict, page: string): string {
  const names = verdict.secrets.map(({ name }) => name);
  const rows = OBSERVERS.map((observer) => [
    `${WHO[observer]} (${observer})`,
    ...names.map((name) => {
      const findings = verdict.findings.filter((f) => f.secret === name && f.observer === observer);
      return [...new Set(findings.map((f) => told(f, page)))].join("<br>") || NOTHING;
    }),
  ]);
  const sum = `\`npx tightlip check ${page}\` says **${verdict.word}**.`;
  return `${sum}\n\n${table([["", ...names.map((name) => `\`${name}\``)], ...rows])}`;
}

/** Of several: a line each, with the worst that each observer gets of any secret. */
export function comparison(what: string, verdicts: readonly (readonly [string, Verdict])[]): string {
  const rows = verdicts.map(([name, verdict]) => [
    name,
    `**${verdict.word}**`,
    ...OBSERVERS.map((observer) => worst(verdict.findings.filter((f) => f.observer === observer))),
  ]);
  return table([[what, "verdict", ...OBSERVERS], ...rows]);
}

function told({ degree, allowed, chain, from, source }: Finding, page: string): string {
  if (allowed !== null) return `allowed: ${allowed.name}`;
  const how = degree === "encoded" ? ` (${chain.join(" > ")})` : "";
  const sender = SENDER[from] ?? "the appliance";
  if (source === null) return `**${degree}**${how}, from ${sender} by itself`;
  const place = `[${source.file.split("/").at(-1)}:${source.line}](${relative(page, source.file)}#L${source.line})`;
  return from === "device"
    ? `**${degree}**${how}, from ${sender} at ${place}`
    : `**${degree}**${how}, from ${sender}, asked for at ${place}`;
}

function worst(findings: readonly Finding[]): string {
  const degree = DEGREES.find((d) => findings.some((f) => f.degree === d));
  if (degree !== undefined) return `**${degree}**`;
  return findings.length > 0 ? "allowed" : NOTHING;
}
