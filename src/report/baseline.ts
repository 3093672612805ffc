/**
 * A baseline: leaks that are known, each with a reason and perhaps a day on which that ends. Only what is not in it
 * fails a check.
 */
import type { FirmwareReport, Reported, ReportedFinding } from "./document.ts";
import { leaksOf } from "./reported.ts";
import type { Acceptance, KnownLeak, Suppression } from "./suppression.ts";

export class Baseline {
  private readonly byFingerprint: Map<string, Suppression>;
  private readonly matched = new Set<string>();
  private readonly judged = new Set<string>();

  /** `today` is `YYYY-MM-DD`. */
  constructor(
    suppressions: readonly Suppression[],
    private readonly today: string,
  ) {
    this.byFingerprint = new Map(suppressions.map((s) => [s.fingerprint, s]));
  }

  /** All of them: by firmware, rule, secret and fingerprint, so that a change of one is a change of a few lines. */
  get suppressions(): Suppression[] {
    const key = ({ main, rule, secret, fingerprint }: Suppression) =>
      [main, rule, secret, fingerprint].join("\0");
    return [...this.byFingerprint.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  /** Those of firmware that was judged here which none of its leaks has: fixed, moved elsewhere, or reworded. */
  get stale(): Suppression[] {
    return this.suppressions.filter(
      ({ main, fingerprint }) => this.judged.has(main) && !this.matched.has(fingerprint),
    );
  }

  /** Takes in the leaks of a firmware that are not in it yet, unless its policy says already what to expect. */
  accept(report: Reported, acceptance: Acceptance): void {
    if (report.kind !== "firmware" || report.expected !== null) return;
    const { main } = report;
    for (const { rule, secret, observer, to, fingerprint } of leaksOf(report)) {
      if (fingerprint === null || this.byFingerprint.has(fingerprint)) continue;
      this.byFingerprint.set(fingerprint, { fingerprint, main, rule, secret, observer, to, ...acceptance });
    }
  }

  /** The report with what is known of its leaks. */
  applied<T extends Reported>(report: T): T | FirmwareReport {
    // Firmware that could not be judged may have leaks that were not seen.
    if (report.kind !== "firmware" || report.verdict.word === "unknown") return report;
    const { verdict } = report;
    this.judged.add(report.main);
    const findings = verdict.findings.map((finding) => ({ ...finding, known: this.known(finding) }));
    return { ...report, verdict: { ...verdict, findings } };
  }

  dropStale(): void {
    for (const { fingerprint } of this.stale) this.byFingerprint.delete(fingerprint);
  }

  private known({ fingerprint }: ReportedFinding): KnownLeak | null {
    const suppression = fingerprint === null ? undefined : this.byFingerprint.get(fingerprint);
    if (suppression === undefined) return null;
    this.matched.add(suppression.fingerprint);
    const expired = suppression.expires !== null && suppression.expires < this.today;
    return { suppression, expired };
  }
}
