/** The verdict that a test came to, as it reaches the reporter: names only, on the test's meta data. */
import * as vitest from "vitest";
import { unique } from "../unique.ts";
import type { Episode } from "./episode.ts";

export interface ToldVerdict {
  /** Name of the firmware. */
  readonly firmware: string;
  readonly word: "keeps" | "leaks" | "unknown";
  /** Such as `wifi.psk → endpoint: clear`. */
  readonly leaks: readonly string[];
}

declare module "vitest" {
  interface TaskMeta {
    /** Verdicts that the test asked for, in this order. */
    tightlip?: ToldVerdict[];
  }
}

/** Vitest 4.0 does not say which test runs: there the reporter lists nothing. */
export function tellVerdict({ name, judged }: Episode): void {
  const test = vitest.TestRunner?.getCurrentTest();
  if (test === undefined) return;
  const { word, findings } = judged.verdict;
  const leaks = findings
    .filter(({ allowed }) => allowed === null)
    .map(({ secret, observer, degree }) => `${secret} → ${observer}: ${degree}`);
  const { meta } = test;
  meta.tightlip = [...(meta.tightlip ?? []), { firmware: name, word, leaks: unique(leaks) }];
}
