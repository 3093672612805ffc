/** The verdict: its word, and a sentence or two on why. */
import type { VerdictWord } from "../../../judge/policy/policy.ts";
import type { FirmwareReport } from "../../../report/document.ts";
import { plainText } from "../../../report/printable.ts";
import { t } from "../language.ts";
import { unseenTexts, verdictText } from "./verdict-words.ts";

const TONES = { keeps: "good", leaks: "bad", unknown: "unsure" } as const;
/** Beside the colour, for those who do not tell colours apart. */
const SIGNS = { keeps: "✓", leaks: "✗", unknown: "?" } as const;

export function VerdictSign({ word }: { readonly word: VerdictWord }) {
  return (
    <span class={`badge ${TONES[word]}`}>
      <span aria-hidden="true">{SIGNS[word]}</span> {t(`verdict.word.${word}`)}
    </span>
  );
}

export function VerdictHead({ report }: { readonly report: FirmwareReport }) {
  const { word } = report.verdict;
  // Of what leaks, more than enough was seen.
  const unseen = word === "leaks" ? [] : unseenTexts(report);
  return (
    <>
      <p class="verdict-head" role="status">
        <VerdictSign word={word} /> {plainText(verdictText(report))}
      </p>
      {unseen.length > 0 && (
        <div class="note">
          <strong>{t("scope.unseen")}</strong>
          <ul>
            {unseen.map((text) => (
              <li key={text}>{plainText(text)}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
