/** Guess of an attacker who knows a part of a secret: text in a scenario that stands for it. */

const PLACEHOLDER = /‹guess ([\w.-]+) sharing (\d+)›/g;

/**
 * Text that shares its first characters with the secret's value and then differs. Both twins get the same guess,
 * made from the first one's value, so that a comparison that stops early shows.
 */
export function guess(secret: string, options: { sharing: number }): string {
  return `‹guess ${secret} sharing ${options.sharing}›`;
}

/** Puts the guesses into a scenario's data. */
export function withGuesses<T>(data: T, valueFor: (secret: string) => string | undefined): T {
  const text = JSON.stringify(data);
  if (!text.includes("‹guess ")) return data;
  const filled = text.replace(PLACEHOLDER, (placeholder, secret: string, sharing: string) => {
    const value = valueFor(secret);
    if (value === undefined) return placeholder;
    const kept = Array.from(value).slice(0, Number(sharing));
    const rest = Array.from(value)
      .slice(kept.length)
      .map((c) => (c === "0" ? "1" : "0"));
    return JSON.stringify([...kept, ...rest].join("")).slice(1, -1);
  });
  return JSON.parse(filled) as T;
}
