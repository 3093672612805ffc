/** A capture that was scanned, as reports see it. */
import { basename } from "node:path";
import { type ScannedCapture, verdictOf } from "../capture/scanned-capture.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import { captureObject } from "./capture-json.ts";
import { captureScope } from "./capture-text.ts";
import { shellWord } from "./json.ts";
import type { Reported, ReportedVerdict } from "./report.ts";
import { placeOf } from "./words.ts";

export class ReportedCapture implements Reported {
  readonly image = null;
  readonly failure = null;
  readonly expected = null;
  readonly problems = null;
  readonly known = new Map();
  readonly source = null;
  readonly room = null;
  readonly name: string;
  readonly main: string;
  readonly since: string | null;
  readonly scope: readonly string[];
  readonly verdict: ReportedVerdict;

  /** `options` are those by which the command was told the secrets. */
  constructor(
    private readonly capture: ScannedCapture,
    private readonly options: string,
  ) {
    const { file, durationMicros, events, found, secrets } = capture;
    this.name = basename(file);
    this.main = file;
    this.since = durationMicros > 0 ? "the first moment" : null;
    this.scope = captureScope(capture);
    this.verdict = {
      ...verdictOf(capture),
      // What a capture does not show, the appliance may have used all the same.
      secrets: secrets.map((secret) => ({ ...secret, fingerprint: null, exercised: false })),
      findings: found.map(({ finding }) => finding),
      notJudged: [],
      unusedReleases: [],
      scenarios: [],
      exploration: null,
      virtualMicros: durationMicros,
      runs: 1,
      events: events ?? 0,
    };
  }

  where(finding: Finding): string {
    if (finding.source !== null) return placeOf(finding);
    const { where, offset } = this.capture.found.find((one) => one.finding === finding)!;
    return where?.replace(/^(?:on|in|at) /, "") ?? `byte ${offset}`;
  }

  replay(): string {
    const { file, compared } = this.capture;
    if (compared === null) return `tightlip scan ${shellWord(file)} ${this.options}`;
    const files = [file, compared.file].map(shellWord).join(" ");
    const noise = compared.noise.length === 0 ? "" : ` --noise ${compared.noise.map(shellWord).join(" ")}`;
    return `tightlip scan --compare ${files}${noise} ${this.options}`;
  }

  why(): string {
    return "the platform needs it";
  }

  json(): object {
    return captureObject(this.capture, this.replay());
  }
}
