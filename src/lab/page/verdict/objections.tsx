/** Objections of the compiler, each with the way to its line. */
import type { Diagnostic } from "../../../compile/diagnostics.ts";
import type { UnbuiltReport } from "../../../report/document.ts";
import { plainText } from "../../../report/printable.ts";
import { t } from "../language.ts";
import type { Workshop } from "../workshop.ts";
import { hintWords, meaningOf } from "./diagnostic-words.ts";

/** In plain words, then as the compiler says it, and a hint. */
function Objection({ code, message, hint }: Pick<Diagnostic, "code" | "message" | "hint">) {
  const meaning = meaningOf({ code });
  const help = hintWords({ message, hint });
  return (
    <>
      {meaning !== null && <span>{meaning} </span>}
      <span lang="en" class={meaning === null ? undefined : "quiet"}>
        {plainText(message)}
      </span>{" "}
      <code class="quiet">{code}</code>
      {help !== null && <p class="quiet">{plainText(help)}</p>}
    </>
  );
}

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
        {diagnostics.map(({ file, line, column, ...objection }, index) => (
          <li key={index}>
            <button type="button" class="link" onClick={() => workshop.show(file, line)}>
              {plainText(file)}:{line}:{column}
            </button>{" "}
            <Objection {...objection} />
          </li>
        ))}
      </ul>
    </section>
  );
}
