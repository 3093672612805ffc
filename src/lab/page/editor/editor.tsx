/** Editor of one file at a time; each keeps its own cursor and history. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorSelection, EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { plainText } from "../../../report/printable.ts";
import { t } from "../language.ts";
import type { Workshop } from "../workshop.ts";
import { completeNames } from "./completion.ts";
import { MARKS, type Mark, marksHere, showMarks } from "./marks.ts";
import { phrases } from "./phrases.ts";
import { REPLACE_SELECTED } from "./replace-selected.ts";
import { THEME } from "./theme.ts";

interface Props {
  readonly workshop: Workshop;
  readonly marks: readonly Mark[];
  /** Of the panel that the editor is, where files have tabs. */
  readonly id?: string;
}

export function Editor({ workshop, marks, id }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const view = useSignal<EditorView | null>(null);
  const [here, setHere] = useState<readonly Mark[]>([]);
  const latest = useRef(marks);
  const states = useRef(new Map<string, EditorState>());
  const inEditor = useRef<string>("");
  latest.current = marks;
  const own = () => latest.current.filter((mark) => mark.file === inEditor.current);

  useEffect(() => {
    const shadow = place.current!.shadowRoot ?? place.current!.attachShadow({ mode: "open" });
    const made = new EditorView({ root: shadow, parent: shadow });
    view.value = made;
    // Names to complete come with the toolchain, which the first check needs anyway. It says what is wrong.
    workshop.client.load().catch(() => {});
    return () => made.destroy();
  }, []);

  useSignalEffect(() => {
    const { value: shown } = view;
    if (shown === null) return;
    const file = workshop.open.value;
    const text = workshop.files.value[file] ?? "";
    if (inEditor.current !== file) {
      if (inEditor.current !== "") states.current.set(inEditor.current, shown.state);
      inEditor.current = file;
      shown.setState(states.current.get(file) ?? stateOf(file, text));
      showMarks(shown, own());
    }
    if (shown.state.doc.toString() !== text)
      shown.dispatch({ changes: { from: 0, to: shown.state.doc.length, insert: text } });
  });

  useSignalEffect(() => {
    const asked = workshop.shown.value;
    if (view.value === null || asked === null || asked.file !== inEditor.current) return;
    const { doc } = view.value.state;
    const { from } = doc.line(Math.min(Math.max(1, asked.line), doc.lines));
    view.value.dispatch({
      selection: EditorSelection.cursor(from),
      effects: EditorView.scrollIntoView(from, { y: "center" }),
    });
    place.current?.scrollIntoView({ block: "nearest" });
    view.value.focus();
  });

  useSignalEffect(() => {
    view.value?.dispatch({ effects: words.reconfigure(wordsFor(inEditor.current)) });
  });

  useEffect(() => {
    if (view.value === null) return;
    showMarks(view.value, own());
    // Marks that are gone are said no more, in whatever language.
    setHere(marksHere(view.value.state, own()));
  }, [view.value, marks]);

  function stateOf(file: string, text: string): EditorState {
    return EditorState.create({
      doc: text,
      extensions: [
        keymap.of([{ key: "Mod-Enter", run: () => toCheck(workshop) }]),
        lineNumbers(),
        EditorView.lineWrapping,
        lintGutter(),
        MARKS,
        highlightActiveLine(),
        highlightActiveLineGutter(),
        history(),
        drawSelection(),
        REPLACE_SELECTED,
        indentUnit.of("  "),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightSelectionMatches(),
        autocompletion({ override: file.endsWith(".json") ? [] : [completeNames(workshop)] }),
        keymap.of([
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...searchKeymap,
          ...historyKeymap,
          ...lintKeymap,
          ...defaultKeymap,
          indentWithTab,
        ]),
        javascript({ typescript: true }),
        THEME,
        words.of(wordsFor(file)),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && inEditor.current === file)
            workshop.write(file, update.state.doc.toString());
          if (update.docChanged || update.selectionSet) setHere(marksHere(update.state, own()));
        }),
      ],
    });
  }

  return (
    <div class="editor" id={id}>
      <div class="editor-place" ref={place} />
      <p class="editor-here" role="status">
        {here.length === 0 ? (
          <span class="quiet">{t("editor.keys")}</span>
        ) : (
          here.map(({ text, kind }) => (
            <span class={`here-mark ${kind}`} key={text}>
              {plainText(text)}
            </span>
          ))
        )}
      </p>
    </div>
  );
}

/** True: the key is used up. */
function toCheck(workshop: Workshop): boolean {
  void workshop.check();
  return true;
}

/** Words of the editor itself, by the page's language. */
const words = new Compartment();

function wordsFor(file: string) {
  return [
    EditorState.phrases.of(phrases()),
    EditorView.contentAttributes.of({
      "aria-label": t("editor.label", { file }),
      spellcheck: "false",
      tabindex: "0",
    }),
  ];
}
