/** Objections of the compiler, each with the way to its line. */
import type { UnbuiltReport } from "../../../report/document.ts";
import { plainText } from "../../../report/printable.ts";
import { t } from "../language.ts";
import type { Workshop } from "../workshop.ts";

interface Props {
  readonly report: UnbuiltReport;
  readonly workshop: Workshop;
}

export function Objections({ report: { message, diagnostics }, workshop }: Props) {
  return (
    <section class="objections" aria-labelledby="objections-title">
      <h3 id="objections-title">
        <span class="badge bad">{t("verdict.unbuiltWord")}</span> {t("verdict.unbuilt")}
      </h3>
      {diagnostics.length === 0 && <pre>{plainText(message)}</pre>}
      <ul>
        {diagnostics.map(({ file, line, column, code, message, hint }, index) => (
          <li key={index}>
            <button type="button" class="link" onClick={() => workshop.show(file, line)}>
              {plainText(file)}:{line}:{column}
            </button>{" "}
            {plainText(message)} <code class="quiet">{code}</code>
            {hint !== null && <p class="quiet">{plainText(hint)}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
