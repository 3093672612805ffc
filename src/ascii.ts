/** The source of a script in ASCII: all other characters, which stand in its string literals only, as escapes. */
export function inAscii(script: string): string {
  return script.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
