/**
 * Draft of a policy, from what a check found: a release for each leak, without a reason. A check refuses it until somebody
 * has written for each why the observer needs it, or has taken it out, so that a draft by itself allows nothing.
 */
import { UNWRITTEN } from "../subjects/contradiction.ts";
import type { FirmwareReport, ReportedFinding } from "./document.ts";
import { grouped } from "./leak-groups.ts";
import { plainText } from "./printable.ts";
import { leaksOf } from "./reported.ts";
import { findRule } from "./rules.ts";
import { manner, placeOf } from "./words.ts";

/** Flows that a draft tells; more of them nobody argues one by one. */
const MAX_RELEASES = 40;

/** Leaks that one release would allow. */
type Flow = readonly [ReportedFinding, ...ReportedFinding[]];

/** In YAML, to be written beside the firmware. */
export function policyDraft(report: FirmwareReport): string {
  const { main, verdict } = report;
  const flows = grouped(leaksOf(report), ({ observer, channel, to }) => [observer, channel, to]);
  const secrets = verdict.secrets.filter(({ exercised }) => exercised).map(({ name }) => name);
  const lines = [
    `# A draft for ${plainWord(main)}, from what tightlip check found. It allows nothing yet: a check refuses it`,
    `# until each "why" says for what the observer needs it. Better than a reason is often to send less: take a`,
    "# release out, and mend its line.",
    ...(secrets.length === 0
      ? []
      : ["", "# The check is unknown when the firmware does not use them.", "secrets:"]),
    ...secrets.map((name) => `  - ${quoted(name)}`),
    "",
    ...(flows.length === 0
      ? ["# No leak was found, so that nothing has to be released."]
      : ["releases:", ...releasesOf(flows)]),
    ...(flows.length > MAX_RELEASES ? [`# …and ${flows.length - MAX_RELEASES} flows more.`] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function releasesOf(flows: readonly Flow[]): string[] {
  const names = new Map<string, number>();
  return flows.slice(0, MAX_RELEASES).flatMap((flow): string[] => {
    const [{ observer, channel, to }] = flow;
    const secrets = [...new Set(flow.map(({ secret }) => secret))];
    const name = `${channel} to ${observer}${to === null ? "" : `, ${to}`}`;
    const times = (names.get(name) ?? 0) + 1;
    names.set(name, times);
    return [
      ...flow.map(
        (leak) =>
          `  # ${plainWord(`${leak.degree}: ${leak.secret} at ${placeOf(leak)}, by ${manner(leak)}`)}`,
      ),
      ...[...new Set(flow.map(({ rule }) => findRule(rule)!.remedy))].map(
        (remedy) => `  # Instead: ${remedy}`,
      ),
      `  - name: ${quoted(times === 1 ? name : `${name} (${times})`)}`,
      `    secret: [${secrets.map(quoted).join(", ")}]`,
      `    observer: ${observer}`,
      `    channel: ${channel}`,
      ...(to === null ? [] : [`    to: ${quoted(to)}`]),
      "    # field: a JSON member, form field or header; without it, all that is sent there is released",
      `    why: ${quoted(UNWRITTEN)}`,
    ];
  });
}

/** JSON is YAML, whatever a name holds. */
function quoted(text: string): string {
  return JSON.stringify(plainText(text));
}

/** For a comment: on its line. */
function plainWord(text: string): string {
  return plainText(text).replaceAll(/\s+/g, " ");
}
