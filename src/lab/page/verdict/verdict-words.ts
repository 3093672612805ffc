/** Words of a verdict: why it is so, and who learns most. */

import type { RunFailure } from "../../../judge/verdict/run-failure.ts";
import type { FirmwareReport } from "../../../report/document.ts";
import { leaksOf } from "../../../report/reported.ts";
import { unique } from "../../../unique.ts";
import { list, t } from "../language.ts";
import { spentWords } from "../spent-words.ts";
import { degree, observer, seconds } from "../term-words.ts";

/** One sentence or two. */
export function verdictText(report: FirmwareReport): string {
  const { because } = report.verdict;
  switch (because.kind) {
    case "leaks":
      return leaksText(report);
    case "keeps":
      return t("verdict.keeps", { secrets: list(because.secrets), count: because.secrets.length });
    case "noise":
      return t("verdict.noise");
    case "failure":
      return failureText(because.failure);
    case "unused":
      return t("verdict.unused", { secrets: list(because.secrets) });
    case "nothing used":
      return t("verdict.nothingUsed");
    case "coverage":
      return t("verdict.coverage", { ran: because.ran, total: because.total, required: because.required });
  }
}

function leaksText(report: FirmwareReport): string {
  const leaks = leaksOf(report);
  const [worst] = leaks;
  const secrets = unique(leaks.map(({ secret }) => secret));
  const alike = leaks.filter((leak) => leak.degree === worst.degree && leak.observer === worst.observer);
  const others = unique(leaks.map((leak) => leak.observer)).length - 1;
  const { title } = observer(worst.observer);
  const sentence = t("verdict.leaks", {
    secrets: list(secrets),
    count: secrets.length,
    // Elsewhere, the other side is no name that a learner knows.
    who:
      worst.to === null || worst.observer !== "endpoint"
        ? title
        : t("verdict.named", { title, name: worst.to }),
    what: degree(worst.degree).gist(list(unique(alike.map(({ secret }) => secret)))),
  });
  return others === 0 ? sentence : sentence + t("sentenceGap") + t("verdict.others", { count: others });
}

function failureText(failure: RunFailure): string {
  switch (failure.kind) {
    case "spent":
      return t("verdict.spent");
    case "stopped":
      return t("verdict.stopped", { why: spentWords(failure.why), time: seconds(failure.atMicros) });
    default: {
      const { code, atMicros, place } = failure;
      return t("verdict.crashed", {
        code,
        time: seconds(atMicros),
        place: place === null ? t("note.noLine") : `${place.file}:${place.line}`,
      });
    }
  }
}

/** Gaps of a verdict: code that never ran, and questions of the firmware that no try answered otherwise. */
export function unseenTexts({ verdict: { scope, exploration } }: FirmwareReport): string[] {
  const lines = unique(scope.notRun.map(({ line }) => line)).sort((a, b) => a - b);
  return [
    ...(exploration?.closed ?? []).map(({ line, operator, bound, result }) =>
      t("scope.closed", {
        line,
        question: bound === null ? operator : `${operator} ${bound}`,
        result: t(`scope.${result}`),
      }),
    ),
    ...(lines.length === 0 ? [] : [t("scope.notRun", { lines: list(lines.map(String)) })]),
  ];
}

/** Scope of the verdict: what was looked at, how much of the code ran, and what was not looked for. */
export function scopeTexts({ verdict: { scope, runs, virtualMicros, events } }: FirmwareReport): string[] {
  const { branches, values, notLookedFor } = scope;
  return [
    t("scope.lookedAt", { time: seconds(virtualMicros), runs, events }),
    t("scope.values", { values }),
    branches === null || branches.total === 0 ? t("scope.noBranches") : t("scope.branches", { ...branches }),
    t("scope.notLookedFor", {
      what: list(notLookedFor.map((what) => t(`scope.not.${what.replaceAll(" ", "_")}`))),
    }),
  ];
}
