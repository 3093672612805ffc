/** Explanation of the signs in a matrix, of those that are in it. */
import { DEGREES } from "../../judge/policy/degree.ts";
import { inWords } from "../../judge/verdict/reason.ts";
import type { CaptureReport, FirmwareReport, ReportedFinding } from "../document.ts";
import { COLUMNS } from "../matrix.ts";
import { findingsOf, secretsOf } from "../reported.ts";

interface Props {
  readonly result: FirmwareReport | CaptureReport;
  /** The section's. */
  readonly anchor: string;
}

const LEAKS = DEGREES.filter((degree) => degree !== "released");

export function MatrixHint({ result, anchor }: Props) {
  const findings = findingsOf(result);
  const cells = secretsOf(result).flatMap((secret) => COLUMNS.map(({ cellOf }) => cellOf(findings, secret)));
  const has = (kind: (typeof cells)[number]["kind"]) => cells.some((cell) => cell.kind === kind);
  return (
    <p class="quiet hint">
      {has("leak") &&
        `A cell with a leak leads to it, and has the worst degree (${LEAKS.join(", ")}: worst first). `}
      {has("nothing") && "“nothing”: what is seen is the same for all values that were tried. "}
      {has("unused") && "“–”: nothing to see, as the credential was not used. "}
      {has("allowed") && (
        <>
          “allowed” is no leak: {inWords(permissions(findings))}, even where it lies open there.{" "}
          <a href={`#${allowedAnchor(anchor)}`}>What is allowed, and why</a>
        </>
      )}
    </p>
  );
}

/** Anchor of what a section says about allowed flows. */
export function allowedAnchor(anchor: string): string {
  return `${anchor}-allowed`;
}

/** Sources of permission, in words. */
function permissions(findings: readonly ReportedFinding[]): string[] {
  const has = (by: "platform" | "policy") => findings.some(({ allowed }) => allowed?.by === by);
  return [
    ...(has("platform")
      ? [
          "the platform (the board and its runtime) needs it to join the WiFi, or to keep and read what it was given",
        ]
      : []),
    ...(has("policy") ? ["the firmware's policy declares it, with a reason"] : []),
  ];
}
