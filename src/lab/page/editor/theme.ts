/** Theme of the editor, by the page's colours. It lies in the editor's own shadow, where the page's style does not reach. */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const CODE_FONT = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace';

const LOOK = EditorView.theme({
  "&": { backgroundColor: "var(--code)", color: "var(--text)", fontSize: ".875rem", height: "100%" },
  // The place around it shows the focus.
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: CODE_FONT, lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--text)", paddingBlock: ".5rem" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, .cm-content ::selection":
    { backgroundColor: "var(--selection)" },
  ".cm-activeLine": { backgroundColor: "var(--active-line)" },
  ".cm-gutters": {
    backgroundColor: "var(--code)",
    color: "var(--quiet)",
    border: "none",
    borderInlineEnd: "1px solid var(--line)",
  },
  ".cm-activeLineGutter": { backgroundColor: "var(--active-line)", color: "var(--text)" },
  ".cm-leak": { backgroundColor: "var(--bad-tint)", boxShadow: "inset 3px 0 var(--bad)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--selection)",
    color: "inherit",
  },
  ".cm-tooltip, .cm-panels": {
    backgroundColor: "var(--card)",
    color: "var(--text)",
    border: "1px solid var(--line)",
  },
  ".cm-tooltip": { borderRadius: ".35rem", maxWidth: "min(34rem, 90vw)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--link)", color: "var(--page)" },
  ".cm-completionDetail": { fontStyle: "normal", opacity: ".75" },
  ".cm-diagnostic": { padding: ".35rem .6rem", whiteSpace: "pre-wrap", overflowWrap: "anywhere" },
  ".cm-diagnostic-error": { borderInlineStart: "4px solid var(--bad)" },
  ".cm-diagnostic-warning": { borderInlineStart: "4px solid var(--unsure)" },
  ".cm-textfield, .cm-button": {
    backgroundColor: "var(--code)",
    backgroundImage: "none",
    color: "var(--text)",
    border: "1px solid var(--line)",
    borderRadius: ".3rem",
  },
  ".cm-panel.cm-panel-lint ul [aria-selected]": { backgroundColor: "var(--selection)" },
});

/** Colours beside which weight and slope tell the kinds apart as well. */
const COLOURS = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.modifier, tags.operatorKeyword],
    color: "var(--code-keyword)",
    fontWeight: "600",
  },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: [tags.comment], color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.typeName, tags.className, tags.namespace], color: "var(--code-type)" },
  { tag: [tags.invalid], color: "var(--bad)", textDecoration: "underline wavy" },
]);

export const THEME = [LOOK, syntaxHighlighting(COLOURS)];
