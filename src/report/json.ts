/** The machine-readable report of `tightlip check --json` and `tightlip scan --json`. */
import { reasonText } from "../judge/verdict/reason.ts";
import { captureObject } from "./capture-json.ts";
import { findingChangeObject } from "./diff-json.ts";
import type { AgainstReport, FirmwareReport, ReportDocument, Reported, UnbuiltReport } from "./document.ts";
import { findingObject } from "./finding-json.ts";
import { noteObject } from "./note.ts";
import { reasonOf } from "./reported.ts";
import { safetyObject } from "./safety-json.ts";
import { scopeObject } from "./scope-json.ts";
import type { KnownLeak } from "./suppression.ts";

/** Changes when the meaning of an existing field changes. */
const SCHEMA = 1;

/** One JSON document, ending in a newline. */
export function jsonReport({ tightlip, seed, baseline, trust, against, reported }: ReportDocument): string {
  const document = {
    schema: SCHEMA,
    tightlip,
    seed,
    ...(baseline === null ? {} : { baseline: { stale: baseline.stale } }),
    ...(trust === null ? {} : { trust }),
    ...(against === null ? {} : { against: againstObject(against) }),
    appliances: reported.map((one) =>
      reportedObject(one, { hasBaseline: baseline !== null, hasBase: against !== null }),
    ),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Comparisons whose outcome is told of each finding. */
interface Compared {
  readonly hasBaseline: boolean;
  readonly hasBase: boolean;
}

/** One thing that is reported on. */
export function reportedObject(reported: Reported, compared: Compared): object {
  switch (reported.kind) {
    case "firmware":
      return firmwareObject(reported, compared);
    case "unbuilt":
      return unbuiltObject(reported);
    case "capture":
      return captureObject(reported);
  }
}

function firmwareObject(
  { name, main, image, verdict, expected }: FirmwareReport,
  { hasBaseline, hasBase }: Compared,
): object {
  return {
    name,
    main,
    image,
    verdict: verdict.word,
    reason: reasonText(verdict.because),
    ...expectationObject(expected),
    secrets: verdict.secrets.map(({ name, fingerprint, exercised }) => ({ name, fingerprint, exercised })),
    notJudged: verdict.notJudged,
    virtualMicros: verdict.virtualMicros,
    runs: verdict.runs,
    events: verdict.events,
    scope: scopeObject(verdict),
    notes: verdict.notes.map(noteObject),
    safety: verdict.safety.map(safetyObject),
    findings: verdict.findings.map((finding) => ({
      ...findingObject(finding),
      ...(hasBaseline ? { suppressed: suppressedObject(finding.known) } : {}),
      ...(hasBase ? { before: finding.before } : {}),
    })),
  };
}

function unbuiltObject(report: UnbuiltReport): object {
  return {
    name: report.name,
    main: report.main,
    image: null,
    verdict: "unknown",
    reason: `it did not build: ${reasonOf(report)}`,
    ...expectationObject(report.expected),
    secrets: [],
    notJudged: [],
    virtualMicros: null,
    runs: 0,
    events: 0,
    findings: [],
  };
}

function expectationObject(expected: FirmwareReport["expected"]) {
  return {
    expected: expected?.verdict ?? null,
    asExpected: expected === null ? null : expected.problems.length === 0,
  };
}

function againstObject({ base, commit, firmware, changes }: AgainstReport) {
  return {
    base,
    commit,
    appliances: firmware.map(({ name, main, was, difference }) => ({
      name,
      main,
      was,
      findings: difference?.findings.map(findingChangeObject) ?? null,
    })),
    changes,
  };
}

/** Null for a finding that no baseline has. */
function suppressedObject(known: KnownLeak | null) {
  if (known === null) return null;
  const { suppression, expired } = known;
  const { reason, expires, owner, ticket } = suppression;
  return { reason, expires, owner, ticket, expired };
}
