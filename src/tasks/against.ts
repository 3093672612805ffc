/** Base of a check: versions of the firmware that leaks are not new against, from a commit or an earlier report. */
import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { BadScenario } from "../../sim/home/scenario.ts";
import { BuildFailed } from "../compile/build-failed.ts";
import { findProject } from "../compile/project.ts";
import { compareVersions, flowKey, type Version } from "../judge/compare/versions.ts";
import { refuseLinkOut } from "../no-links.ts";
import type { AgainstFirmware, AgainstReport, FirmwareReport, UnbuiltReport } from "../report/document.ts";
import { reportVersion } from "../report/report-version.ts";
import { type Appliance, policyStem } from "../subjects/appliance.ts";
import { CONFIG_STEM } from "../subjects/config.ts";
import { CommitDefinitions } from "../subjects/definitions/commit-definitions.ts";
import type { LoadedPolicy } from "../subjects/policy-file.ts";
import { CorruptImage } from "../subjects/simulated-appliance.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { buildAppliance, nodeTools } from "./check-appliance.ts";
import { CommitFirmware, commitName } from "./commit-firmware.ts";
import { type ApplianceRequest, judge } from "./judge.ts";
import { readReport } from "./report-file.ts";

/** One firmware that was checked, in the checkout's version. */
export interface CheckedNow {
  readonly appliance: Appliance;
  readonly loaded: LoadedPolicy;
  readonly request: ApplianceRequest;
  readonly report: FirmwareReport | UnbuiltReport;
}

/** Version of the base, or the reason why there is none. */
interface Before {
  readonly was: AgainstFirmware["was"];
  readonly version: Version | null;
}

export abstract class Base {
  private readonly compared: AgainstFirmware[] = [];

  /** `source`: `git:REF`, or the JSON report of a check. Throws a UserError for what is neither. */
  static open(source: string, firmware: readonly Appliance[], seed: number): Base {
    const name = commitName(source);
    if (name === null) return new ReportBase(source, seed);
    if (name.path !== null)
      throw new UserError(`${source}: a check compares the same paths; name the commit alone.`, EXIT_USAGE);
    return new CommitBase(source, name.ref, firmware);
  }

  constructor(protected readonly source: string) {}

  /** The report with what the base told already. */
  applied(now: CheckedNow): FirmwareReport | UnbuiltReport {
    const { report } = now;
    const { name, main } = report;
    if (report.kind === "unbuilt") {
      this.compared.push({ name, main, was: "not judged", difference: null });
      return report;
    }
    const { was, version } = this.before({ ...now, report });
    // Of what the base was not judged on, nothing is known to have been told before.
    const difference =
      was === "not built" || was === "not judged" ? null : compareVersions(version, reportVersion(report));
    this.compared.push({ name, main, was, difference });
    const more = new Set(
      (difference?.findings ?? [])
        .filter(({ change }) => change === "new" || change === "worse")
        .map(({ new: now }) => flowKey(now!)),
    );
    const findings = report.verdict.findings.map((finding) => ({
      ...finding,
      before: difference !== null && version !== null && !more.has(flowKey(finding)),
    }));
    return { ...report, verdict: { ...report.verdict, findings } };
  }

  /** Everything that was compared so far. `isTrusted`: else the report on trust has the changes of definitions. */
  report(isTrusted: boolean): AgainstReport {
    const changes = isTrusted ? this.changes() : [];
    return { base: this.source, commit: this.commit, firmware: this.compared, changes };
  }

  close(): void {}

  protected abstract readonly commit: string | null;
  protected abstract before(now: CheckedNow & { readonly report: FirmwareReport }): Before;
  protected abstract changes(): AgainstReport["changes"];
}

class CommitBase extends Base {
  private readonly firmware: CommitFirmware;
  private readonly definitions: CommitDefinitions;

  constructor(source: string, ref: string, appliances: readonly Appliance[]) {
    super(source);
    this.firmware = new CommitFirmware(ref, dirname(appliances[0]?.main ?? "./main.ts"));
    // It only tells what is changed, and runs nothing.
    this.definitions = new CommitDefinitions(this.firmware.tree, async () => null);
    const configs = appliances.map(({ main }) => join(findProject(main).root, CONFIG_STEM));
    const policies = appliances.map(({ main }) => policyStem(main));
    for (const stem of new Set([...configs, ...policies])) this.definitions.find(stem);
  }

  get commit(): string {
    return this.firmware.tree.commit;
  }

  override close(): void {
    this.firmware.close();
  }

  protected before({
    appliance,
    loaded,
    request,
    report,
  }: CheckedNow & { readonly report: FirmwareReport }): Before {
    const counterpart = this.firmware.counterpartOf(appliance);
    if (counterpart === null) return { was: "not there", version: null };
    try {
      const built = buildAppliance(counterpart, loaded, request);
      // The same program in the same world.
      if (built.image.sha256 === report.image)
        return { was: report.verdict.word, version: reportVersion(report) };
      const old = judge(nodeTools(), counterpart, loaded.policy, built, { ...request, evidence: false });
      return { was: old.verdict.word, version: reportVersion(old) };
    } catch (error) {
      if (error instanceof BuildFailed) return { was: "not built", version: null };
      // The policy may speak of what the base did not have.
      if (error instanceof BadScenario || error instanceof UserError || error instanceof CorruptImage)
        return { was: "not judged", version: null };
      throw error;
    }
  }

  protected changes(): AgainstReport["changes"] {
    return this.definitions.changes();
  }
}

class ReportBase extends Base {
  readonly commit = null;
  private readonly versions: readonly Version[];

  constructor(source: string, seed: number) {
    super(source);
    if (statSync(source, { throwIfNoEntry: false })?.isFile() !== true)
      throw new UserError(
        `--against ${source}: is neither a commit such as git:origin/main nor a JSON report of tightlip check.`,
        EXIT_USAGE,
      );
    refuseLinkOut(source);
    const report = readReport(source, readFileSync(source, "utf8"));
    if (report.seed !== seed)
      throw new UserError(
        `${source}: has seed ${report.seed}, and this check ${seed}. Give both the same.`,
        EXIT_USAGE,
      );
    this.versions = report.versions;
  }

  protected before({ appliance }: CheckedNow): Before {
    const version = this.versions.find(({ name }) => name === appliance.name) ?? null;
    return { was: version?.verdict?.word ?? "not there", version };
  }

  protected changes(): readonly [] {
    return [];
  }
}
