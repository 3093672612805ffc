/** Safety rules: which hold in what was tried, and what stays on where one does not. */
import type { ReportedSafety } from "../document.ts";
import { failedScenarioText, failureText, SAFETY_TONES, safetyText } from "../safety-words.ts";

export function Safety({ rules }: { readonly rules: readonly ReportedSafety[] }) {
  if (rules.length === 0) return null;
  return (
    <ul class="safety">
      {rules.map((rule) => (
        <li key={safetyText(rule)}>
          <span class={`badge ${SAFETY_TONES[rule.outcome]}`}>safety</span> {safetyText(rule)}.
          {rule.failures.map((failure) => (
            <div key={failure.fault}>
              <p>{failureText(rule, failure)}.</p>
              <p class="quiet">{failedScenarioText(failure)}</p>
              <pre class="replay">{failure.replay}</pre>
            </div>
          ))}
        </li>
      ))}
    </ul>
  );
}
