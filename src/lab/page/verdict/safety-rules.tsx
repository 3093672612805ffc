/** Safety rules of a policy: what holds in all that was tried, and what stays on. */
import type { ReportedSafety } from "../../../report/document.ts";
import { plainText } from "../../../report/printable.ts";
import { SAFETY_TONES } from "../../../report/safety-words.ts";
import { formatSeconds } from "../../../report/words.ts";
import { t } from "../language.ts";
import { stepWords } from "../step-words.ts";

export function SafetyRules({ rules }: { readonly rules: readonly ReportedSafety[] }) {
  if (rules.length === 0) return null;
  return (
    <>
      <h3>{t("safety.title")}</h3>
      <ul class="safety">
        {rules.map((rule) => (
          <li key={ruleWords(rule)}>
            <span class={`badge ${SAFETY_TONES[rule.outcome]}`}>{t(`safety.${rule.outcome}`)}</span>{" "}
            {plainText(ruleWords(rule))}
            {rule.failures.map((failure) => (
              <p key={failure.fault}>
                {plainText(
                  t("safety.failure", {
                    actuator: rule.actuator,
                    fault: failure.fault,
                    time: formatSeconds(failure.onMicros - failure.faultMicros),
                    steps: stepWords(failure.scenario.steps),
                  }),
                )}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </>
  );
}

function ruleWords({ actuator, offWithin, faults }: ReportedSafety): string {
  const tried = faults.reduce((sum, { whileOn }) => sum + whileOn, 0);
  const of = faults.map(({ fault }) => fault).join(t("listGap"));
  return t("safety.rule", { actuator, time: offWithin, faults: of, tried });
}
