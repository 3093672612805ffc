/** Marks for the editor from what a check found. */

import { Cards } from "../../../report/html/cards.ts";
import { unique } from "../../../unique.ts";
import type { Mark } from "../editor/marks.ts";
import { list, t } from "../language.ts";
import { degree, observer } from "../term-words.ts";
import type { Checked } from "../workshop.ts";
import { hintWords, meaningOf } from "./diagnostic-words.ts";

/** Marks that one check may set: what is repeated that often helps nobody. */
const MAX_MARKS = 200;

export function marksOf({ report }: Checked): Mark[] {
  if (report.kind === "unbuilt")
    return report.diagnostics
      .slice(0, MAX_MARKS)
      .map(({ file, line, column, severity, code, message, hint }) => ({
        file,
        line,
        column,
        kind: severity,
        text: [meaningOf({ code }), message, hintWords({ message, hint })]
          .filter((text) => text !== null)
          .join("\n"),
      }));
  return new Cards(report, "").shown.slice(0, MAX_MARKS).flatMap(({ leaks }): Mark[] => {
    const { source, degree: told } = leaks[0];
    if (source === null) return [];
    return [
      {
        file: source.file,
        line: source.line,
        column: null,
        kind: "leak",
        text: t("editor.leak", {
          secrets: list(unique(leaks.map(({ secret }) => secret))),
          observers: list(unique(leaks.map((leak) => observer(leak.observer).title))),
          degree: degree(told).word,
        }),
      },
    ];
  });
}
