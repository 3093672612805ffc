/** The bar below an editor: to build and judge, and how far that is. */
import type { ComponentChildren } from "preact";
import { isSolved } from "../../lesson/goal.ts";
import { plainText } from "../../report/printable.ts";
import { wordOf } from "../../report/reported.ts";
import { t } from "./language.ts";
import { VerdictSign } from "./verdict/verdict-head.tsx";
import type { Checked, Workshop } from "./workshop.ts";

interface Props {
  readonly workshop: Workshop;
  /** Takes back all changes; absent where there is nothing to go back to. */
  readonly onReset?: () => void;
  /** The verdict may be told; default: true. */
  readonly isRevealed?: boolean;
  readonly children?: ComponentChildren;
}

export function CheckBar({ workshop, onReset, isRevealed = true, children }: Props) {
  const state = workshop.state.value;
  const isRunning = state.kind === "running";
  return (
    <div class="check-bar">
      <button type="button" class="main" onClick={() => void workshop.check()} disabled={isRunning}>
        {t("check.button")}
      </button>
      {isRunning && (
        <button type="button" onClick={() => workshop.stop()}>
          {t("check.stop")}
        </button>
      )}
      {onReset !== undefined && (
        <button type="button" onClick={onReset}>
          {t("check.reset")}
        </button>
      )}
      {children}
      <p class="check-state" role="status">
        <State workshop={workshop} isRevealed={isRevealed} />
      </p>
    </div>
  );
}

function State({ workshop, isRevealed }: Required<Pick<Props, "workshop" | "isRevealed">>) {
  const state = workshop.state.value;
  switch (state.kind) {
    case "none":
      return <span class="quiet">{t("check.keys")}</span>;
    case "running":
      return (
        <>
          <span class="busy" aria-hidden="true" /> {t(`check.${state.stage}`)}
          {/* Not read aloud: it changes all the time. */}
          {state.runs > 0 && <span aria-hidden="true"> {t("check.homes", { homes: state.runs })}</span>}
        </>
      );
    case "failed":
      return (
        <span class="bad-text">
          {state.why === null ? t("app.noToolchain") : t("check.failed", { why: plainText(state.why) })}
        </span>
      );
    case "done":
      return workshop.isStale.value ? (
        <span class="unsure-text">{t("check.stale")}</span>
      ) : (
        <>
          {isRevealed && state.answer.report.kind === "firmware" && (
            <>
              <VerdictSign word={state.answer.report.verdict.word} />{" "}
              <a href="#outcome">{t("check.found")}</a>{" "}
            </>
          )}
          {isRevealed && isDone(state.answer) && <span class="badge good">{t("lessons.isSolved")}</span>}
          {isRevealed && isJobMissing(state.answer) && (
            <span class="unsure-text">{t("check.jobMissing")} </span>
          )}
          {!isRevealed && state.answer.report.kind === "firmware" && <a href="#quiz">{t("check.ready")}</a>}{" "}
          {state.answer.report.kind === "unbuilt" ? (
            <>
              <span class="bad-text">{t("check.notBuilt")}</span>{" "}
              <a href="#objections-title">{t("check.objections")}</a>
            </>
          ) : (
            <span class="quiet">
              {t("check.done", { seconds: Math.max(0.1, Math.round(state.answer.millis / 100) / 10) })}
            </span>
          )}
        </>
      );
  }
}

/** The appliance has a job, does it, and keeps. */
function isDone({ report, goal }: Checked): boolean {
  return goal !== null && goal !== "pending" && isSolved(wordOf(report), goal);
}

/** A verdict alone does not solve a lesson: the appliance still has a job. */
function isJobMissing({ goal }: Checked): boolean {
  return goal !== null && goal !== "pending" && goal.deeds.some(({ isDone }) => !isDone);
}
