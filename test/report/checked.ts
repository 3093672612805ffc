/** Firmware that was checked, for tests of what is said about it. */

import { IDLE } from "../../src/judge/verdict/idle.ts";
import type { Observation } from "../../src/judge/verdict/observe.ts";
import {
  DOCUMENT_VERSION,
  type FirmwareReport,
  type ReportDocument,
  type Reported,
  type UnbuiltReport,
} from "../../src/report/document.ts";
import type { FormatName } from "../../src/report/formats.ts";
import { type Appliance, applianceAt, appliancesIn } from "../../src/subjects/appliance.ts";
import { loadPolicy } from "../../src/subjects/policy-file.ts";
import {
  AS_DECLARED,
  buildAppliance,
  checkAppliance,
  observeBuilt,
} from "../../src/tasks/check-appliance.ts";
import { SOAK } from "../soak.ts";
import { RENDERERS } from "./renderers.ts";

const REQUEST = { ...AS_DECLARED, virtualMicros: 4_000_000, evidence: true };

/** `main` is a firmware's entry; its policy counts. For four virtual seconds, with evidence. */
export async function checked(main: string): Promise<FirmwareReport> {
  const { report } = await attempted(main);
  if (report.kind !== "firmware") throw new Error(report.message);
  return report;
}

/** The same of firmware that does not build. */
export async function unbuilt(main: string): Promise<UnbuiltReport> {
  const { report } = await attempted(main);
  if (report.kind !== "unbuilt") throw new Error(`${main} builds`);
  return report;
}

async function attempted(main: string) {
  const appliance = applianceAt(main);
  return checkAppliance(appliance, await loadPolicy(appliance), REQUEST);
}

/** Tries of the search in {@link wholeReport}; null for those of every check. */
const TRIES = SOAK ? null : 5;

/** Report with evidence on a firmware as its policy declares it. */
export async function wholeReport(appliance: Appliance): Promise<FirmwareReport> {
  const { report } = checkAppliance(appliance, await loadPolicy(appliance), {
    ...AS_DECLARED,
    explore: TRIES,
    // A day with all that happens in it is for other tests.
    ...(appliance.name.endsWith("/day") && { scenario: IDLE }),
    evidence: true,
  });
  if (report.kind !== "firmware") throw new Error(report.message);
  return report;
}

/** Appliances, lessons and pairings with one of these in their path; `npm run soak` tries all. */
export function someAppliances(parts: readonly string[]): Appliance[] {
  const all = ["devs/appliances", "devs/lessons", "devs/pairings"].flatMap((folder) => appliancesIn(folder));
  const picked = all.filter(({ main }) => parts.some((part) => main.replaceAll("\\", "/").includes(part)));
  return SOAK ? all : picked;
}

/** The first run of that check, secrets included. */
export async function observed(main: string): Promise<Observation> {
  const appliance = applianceAt(main);
  const loaded = await loadPolicy(appliance);
  return observeBuilt(loaded, buildAppliance(appliance, loaded, REQUEST), REQUEST)[0];
}

/** One document on several firmwares. */
export function documentOf(
  reported: readonly Reported[],
  baseline: ReportDocument["baseline"] = null,
): ReportDocument {
  return {
    version: DOCUMENT_VERSION,
    tightlip: "1.2.3",
    seed: REQUEST.seed,
    baseline,
    trust: null,
    against: null,
    reported,
  };
}

/** One report on several firmwares. */
export function rendered(
  format: FormatName,
  reported: readonly Reported[],
  baseline: ReportDocument["baseline"] = null,
): string {
  return RENDERERS[format](documentOf(reported, baseline));
}
