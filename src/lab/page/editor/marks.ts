/** Marks in the editor: what the compiler objects to, and lines by which somebody learns a credential. */
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { type EditorState, RangeSet, StateEffect, StateField, type Text } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";

export interface Mark {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1; null for the whole line. */
  readonly column: number | null;
  readonly kind: "error" | "warning" | "leak";
  readonly text: string;
}

const LEAK_LINE = Decoration.line({ class: "cm-leak" });

const setLeakLines = StateEffect.define<DecorationSet>();

const leakLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    const set = transaction.effects.find((effect) => effect.is(setLeakLines));
    return set === undefined ? lines.map(transaction.changes) : (set.value as DecorationSet);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** The editor's part of it. */
export const MARKS = [leakLines];

/** Shows these marks, and no others; all of one file. */
export function showMarks(view: EditorView, marks: readonly Mark[]): void {
  const { doc } = view.state;
  const within = marks.filter(({ line }) => line >= 1 && line <= doc.lines);
  const starts = within.filter(({ kind }) => kind === "leak").map(({ line }) => doc.line(line).from);
  const lines = RangeSet.of([...new Set(starts)].sort((a, b) => a - b).map((from) => LEAK_LINE.range(from)));
  view.dispatch({ effects: setLeakLines.of(lines) });
  view.dispatch(
    setDiagnostics(
      view.state,
      within.map((mark) => diagnosticOf(mark, doc)),
    ),
  );
}

/** Marks of the line that the cursor is on. */
export function marksHere({ doc, selection }: EditorState, marks: readonly Mark[]): readonly Mark[] {
  const { number } = doc.lineAt(selection.main.head);
  return marks.filter(({ line }) => line === number);
}

function diagnosticOf({ line, column, kind, text }: Mark, doc: Text): Diagnostic {
  const { from, to, text: content } = doc.line(line);
  const indent = content.length - content.trimStart().length;
  const start = column === null ? from + indent : Math.min(from + column - 1, to);
  const word = /^\w+/.exec(content.slice(start - from))?.[0].length ?? 1;
  return {
    from: start,
    to: column === null ? to : Math.min(start + word, to),
    severity: kind === "error" ? "error" : "warning",
    message: text,
  };
}
