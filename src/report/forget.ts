/** Result of `tightlip forget` in words. Pure function of the result. */
import type { Place } from "../flash/board-contents.ts";
import { placeText } from "./board-contents.ts";

export interface ForgottenBoard {
  readonly port: string;
  /** Keys of the settings that were there. */
  readonly erased: readonly string[];
  readonly lookedFor: readonly string[];
  readonly remains: readonly Place[];
  readonly searchedBytes: number;
}

export function forgottenText({ port, erased, lookedFor, remains, searchedBytes }: ForgottenBoard): string {
  const what = erased.length === 0 ? "had nothing to forget" : `has forgotten ${erased.join(", ")}`;
  const looked = lookedFor.length === 0 ? "no credential" : lookedFor.join(", ");
  const lines = [
    `${port} ${what}. The program, and the board's own key and pairing code, are still there.`,
    `${searchedBytes} bytes were read back. Of the store nothing but the program is left; they were searched for ${looked}, in all encodings: ${remains.length === 0 ? "nothing was found" : "this was found"}.`,
    ...remains.map(placeText),
  ];
  return `${lines.join("\n")}\n`;
}
