/**
 * Replaces selected text by what is typed. The browser itself would give the new text the look of the old one, in a `style`
 * attribute, which the page's content policy forbids.
 */
import { EditorView } from "@codemirror/view";

export const REPLACE_SELECTED = EditorView.domEventHandlers({
  beforeinput({ inputType, data }, view) {
    const { state } = view;
    const { from, to, empty } = state.selection.main;
    if (inputType !== "insertText" || data === null || empty || view.composing) return false;
    const replaced = () =>
      state.update(state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    // Such as the one that puts brackets around it.
    const isTaken = state.facet(EditorView.inputHandler).some((take) => take(view, from, to, data, replaced));
    if (!isTaken) view.dispatch(replaced());
    return true;
  },
});
