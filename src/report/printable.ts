/** Makes text that firmware or a stranger's file chose safe for a terminal. */

/** Control characters except tab, newline and what starts a colour that we set; and those that turn text around. */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what we look for.
  /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\u001b(?!\[\d+m)/g;

/** The text with what could steer a terminal written out as `\u{1b}`. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
}
