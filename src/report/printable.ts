/**
 * Makes text that firmware or a stranger's file chose safe for where it is shown, one function a kind of place. All of
 * them write out, as `\u{1b}`, what could steer a terminal, turn text around, end a line that readers do not see end,
 * or be no XML.
 */

/** The colours that we set ourselves (ECMA-48, 8.3.117): none that conceals. */
const OURS = String.raw`\[(?:[0-4]|2[2-4]|3[1-79]|9[0-7])m`;
/** Controls except tab and newline, marks of direction, separators of lines, half characters and no characters. */
const CONTROLS = String.raw`\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\uffff`;
const HALVES = String.raw`[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]`;
const UNSAFE = new RegExp(`[${CONTROLS}]|${HALVES}|\u001b(?!${OURS})`, "g");
const UNSAFE_OR_COLORED = new RegExp(`[${CONTROLS}\u001b]|${HALVES}`, "g");
const BREAKS = /[\t\n]/g;
/** By which GitHub's runner knows commands, also behind spaces (actions/runner, ActionCommand.cs). */
const COMMAND = /^([^\S\n]*):(?=:)|#(?=#\[)/gm;

/** For a terminal: text of several lines with our colours in it. No line of it is a workflow command. */
export function printable(text: string): string {
  return text.replace(UNSAFE, writtenOut).replace(COMMAND, disarmed);
}

/** For XML, HTML and files: text of several lines, without colours. */
export function plainText(text: string): string {
  return text.replace(UNSAFE_OR_COLORED, writtenOut);
}

/** For the middle of a line, anywhere: a name, a host, a key. It stays on its line and looks like nothing of ours. */
export function inline(text: string): string {
  return plainText(text).replace(BREAKS, writtenOut);
}

function writtenOut(character: string): string {
  return `\\u{${character.charCodeAt(0).toString(16)}}`;
}

function disarmed(found: string): string {
  return found.slice(0, -1) + writtenOut(found.slice(-1));
}
