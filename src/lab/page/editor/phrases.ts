/** Words of the editor's own panels, from the catalogue. */
import { t } from "../language.ts";

/** By the name that CodeMirror gives each, its place in the catalogue. */
const PHRASES: Readonly<Record<string, string>> = {
  Find: "find",
  Replace: "replace",
  next: "next",
  previous: "previous",
  all: "all",
  "match case": "matchCase",
  regexp: "regexp",
  "by word": "byWord",
  replace: "replaceOne",
  "replace all": "replaceAll",
  close: "close",
  "current match": "currentMatch",
  "on line": "onLine",
  "Go to line": "goToLine",
  go: "go",
  Diagnostics: "diagnostics",
  "No diagnostics": "noDiagnostics",
  Completions: "completions",
  "Selection deleted": "selectionDeleted",
};

export function phrases(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(PHRASES).map(([phrase, key]) => [phrase, t(`editor.phrases.${key}`)]),
  );
}
