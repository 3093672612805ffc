/** Key of a part of a definition: its field, and the name of an entry in a list of named ones. */
export function partKey(field: string, name: string | null): string {
  return JSON.stringify([field, name]);
}

/** In place of a field: what a program has besides its default export, on which all parts may depend. */
export const REST = "";
