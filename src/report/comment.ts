/** Comment on a pull request: Markdown reports of its jobs, under a mark by which a later run finds it again. */
import { inline } from "./printable.ts";

/** Markdown report of one job. */
export interface CommentPart {
  /** Null where there is only one. */
  readonly title: string | null;
  /** It begins with {@link MARKER}. */
  readonly markdown: string;
}

/** First line of a Markdown report. */
export const MARKER = "<!-- tightlip -->";
const END = "</details>";

/** First line of a comment; `key` tells one from others on the same pull request. */
export function commentMarker(key: string): string {
  return `<!-- tightlip comment: ${key} -->`;
}

/** Test for a name that may stand in a marker. */
export function isCommentKey(key: string): boolean {
  return /^[\w.-]{1,80}$/.test(key);
}

/** Cut off at the end of a line where it is longer than the service takes. */
export function commentText(parts: readonly CommentPart[], key: string, maxCharacters: number): string {
  const bodies = parts.map(({ title, markdown }) => {
    const body = markdown.slice(MARKER.length).trim();
    return title === null ? body : `**${inline(title).replaceAll(/[^\p{L}\p{N} ._/-]/gu, "_")}**\n\n${body}`;
  });
  const text = [commentMarker(key), ...bodies].join("\n\n");
  if (text.length + 1 <= maxCharacters) return `${text}\n`;
  const cut = `\n\n…cut off: the whole report is with the job.\n`;
  const room = maxCharacters - cut.length - END.length - 1;
  const kept = text.slice(0, text.lastIndexOf("\n", room));
  const isOpen = kept.lastIndexOf("<details>") > kept.lastIndexOf(END);
  return `${kept}${isOpen ? `\n${END}` : ""}${cut}`;
}
