/** Notes of a verdict, in the page's language. */
import type { Note } from "../../judge/verdict/notes.ts";
import { circumstanceNames } from "../../report/circumstances.ts";
import { unique } from "../../unique.ts";
import { t } from "./language.ts";
import { observer } from "./term-words.ts";

/** One sentence each, without its full stop. */
export function noteLines(notes: readonly Note[]): string[] {
  return unique(notes.map(noteLine));
}

function noteLine(note: Note): string {
  switch (note.kind) {
    case "other board":
      return t("note.otherBoard", { board: note.board });
    case "setting told":
      return t("note.settingTold", {
        key: note.key,
        observer: observer(note.observer).name,
        place: placeText(note.source),
      });
    case "crash": {
      const names = circumstanceNames(note.circumstances).map((name) => t(`circumstance.${name}`));
      return t("note.crash", {
        when: names.length === 0 ? t("note.much") : names.join(t("listGap")),
        place: placeText(note.source),
      });
    }
    case "crashed": {
      const { failure } = note;
      const place = placeText(failure.kind === "panic" ? failure.place : null);
      const text = failure.kind === "panic" ? (failure.exception ?? `panic ${failure.code}`) : failure.kind;
      return t("note.crashed", { place, text });
    }
    case "settings refused":
      return t("note.settingsRefused");
    case "nonce repeats":
      return t("note.nonceRepeats", { count: note.count });
    case "same on every board":
      return t("note.sameOnEveryBoard", { secret: note.secret, place: placeText(note.source) });
    case "identities differ":
      return t("note.identitiesDiffer", { place: placeText(note.source) });
  }
}

function placeText(source: { readonly file: string; readonly line: number } | null): string {
  return source === null ? t("note.noLine") : `${source.file}:${source.line}`;
}
