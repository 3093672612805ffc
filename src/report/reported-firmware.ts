/** A firmware that was checked, as reports see it. */
import type { Finding } from "../judge/verdict/finding.ts";
import { reasonText } from "../judge/verdict/reason.ts";
import type { CheckedAppliance } from "../tasks/check.ts";
import { EvidenceRoom } from "./evidence.ts";
import { applianceObject, replayCommand } from "./json.ts";
import type { Reported } from "./report.ts";
import { scopeLines } from "./scope.ts";
import { ShownSource } from "./shown-source.ts";
import { placeOf } from "./words.ts";

export class ReportedFirmware implements Reported {
  readonly since = "power-on";
  private shownSource: ShownSource | null = null;
  private evidenceRoom: EvidenceRoom | null = null;

  constructor(
    private readonly result: CheckedAppliance,
    private readonly seed: number,
  ) {}

  get name() {
    return this.result.appliance.name;
  }

  get main() {
    return this.result.main;
  }

  get image() {
    return this.result.image?.sha256 ?? null;
  }

  get verdict() {
    const { verdict } = this.result;
    return verdict === null ? null : { ...verdict, reason: reasonText(verdict.because) };
  }

  get failure() {
    return this.result.failure?.message ?? null;
  }

  get expected() {
    return this.result.policy.expected?.verdict ?? null;
  }

  get problems() {
    return this.result.problems;
  }

  get known() {
    return this.result.known;
  }

  get scope() {
    return this.verdict === null ? [] : scopeLines(this.result.policy, this.verdict);
  }

  get source() {
    if (this.result.image !== null) this.shownSource ??= new ShownSource(this.result.image);
    return this.shownSource;
  }

  get room() {
    if (this.result.rerun !== null) this.evidenceRoom ??= new EvidenceRoom(this.result);
    return this.evidenceRoom;
  }

  where(finding: Finding): string {
    return placeOf(finding);
  }

  replay(finding: Finding): string {
    return replayCommand(this.result.appliance.main, finding, this.seed);
  }

  why(release: string): string {
    const declared = this.result.policy.releases?.find(({ name }) => name === release);
    return declared?.why ?? "the platform needs it";
  }

  json(hasBaseline: boolean): object {
    return applianceObject(this.result, this.seed, hasBaseline);
  }
}
