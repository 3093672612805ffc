/** Notes of a verdict, in words and for programs. */
import type { Place } from "../../sim/tape/position.ts";
import type { Note } from "../judge/verdict/notes.ts";
import { failureText, inWords } from "../judge/verdict/reason.ts";
import { unique } from "../unique.ts";
import { circumstanceNames, circumstanceText } from "./circumstances.ts";
import { sourceObject } from "./finding-json.ts";

/** A sentence or two, without the last full stop. */
export function noteText(note: Note): string {
  switch (note.kind) {
    case "other board":
      return `the firmware crashes at once on ${note.board}, so it was judged on the simulator's own board`;
    case "setting told": {
      const to = note.to === null ? "" : ` (${note.to})`;
      return `the setting ${note.key} reaches ${note.observer}${to}${at(note.source)}; name it in the policy's "secrets" or "public"`;
    }
    case "crash": {
      const when = circumstanceText(circumstanceNames(note.circumstances)) ?? "when much happens";
      return `${when}, the firmware crashes${at(note.source)}: what it would do afterwards was not seen`;
    }
    case "crashed":
      return `${failureText(note.failure)}: what it would do afterwards was not seen`;
    case "settings refused":
      return `with every setting set the firmware crashes, so it was judged without; give values that suit it in the policy's "settings"`;
    case "nonce repeats":
      return `${note.count === 1 ? "a nonce seals" : `${note.count} nonces seal`} more than one content, which hides neither`;
    case "same on every board":
      return sameText([note]);
    case "identities differ":
      return `with another device id, other addresses and other round-trip times the firmware does something else${at(note.source)}`;
  }
}

/** Sentences for some notes; those that say the same of one line become one. */
export function noteTexts(notes: readonly Note[]): string[] {
  const shared = new Map<string, SameOnEveryBoard[]>();
  const texts: (string | readonly SameOnEveryBoard[])[] = [];
  for (const note of notes) {
    if (note.kind !== "same on every board") {
      texts.push(noteText(note));
      continue;
    }
    const key = at(note.source);
    const group = shared.get(key);
    if (group !== undefined) group.push(note);
    else {
      const begun = [note];
      shared.set(key, begun);
      texts.push(begun);
    }
  }
  return texts.map((text) => (typeof text === "string" ? text : sameText(text)));
}

type SameOnEveryBoard = Extract<Note, { readonly kind: "same on every board" }>;

function sameText(notes: readonly SameOnEveryBoard[]): string {
  const observers = unique(notes.map(({ observer }) => observer));
  const verb = observers.length > 1 ? "get" : "gets";
  const secrets = inWords(unique(notes.map(({ secret }) => secret)));
  return `what ${inWords(observers)} ${verb} of ${secrets}${at(notes[0].source)} is the same on every board, random bytes aside. If it is encrypted, the key is in every copy of the firmware, unless that key was drawn by chance: the maker can decrypt it, and so can whoever reads a copy`;
}

export function noteObject(note: Note) {
  const text = noteText(note);
  if (note.kind === "crash") return { ...note, circumstances: circumstanceNames(note.circumstances), text };
  return { ...note, ...("source" in note && { source: sourceObject(note.source) }), text };
}

function at(place: Place | null): string {
  return place === null ? "" : ` at ${place.file}:${place.line}`;
}
