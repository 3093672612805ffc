/** Result of `tightlip forget` in words. Pure function of the result. */
import type { Place } from "../flash/board-contents.ts";
import { plural } from "../plural.ts";
import { placeText } from "./board-contents.ts";
import { inline } from "./printable.ts";

export interface ForgottenBoard {
  readonly port: string;
  /** Keys of the settings that were there. */
  readonly erased: readonly string[];
  /** Places of credentials that were erased besides them. */
  readonly erasedRemains: readonly Place[];
  /** Bytes that were erased there. */
  readonly erasedBytes: number;
  readonly lookedFor: readonly string[];
  readonly remains: readonly Place[];
  readonly searchedBytes: number;
}

export function forgottenText(board: ForgottenBoard): string {
  const { port, lookedFor, remains, searchedBytes } = board;
  const looked = ["any network's credentials in ESP-IDF's store", ...lookedFor.map(inline)].join(", ");
  const lines = [
    `${port} ${erasedText(board)}. The program, and the board's own key and pairing code, are still there.`,
    ...board.erasedRemains.map((place) => `erased ${placeText(place)}`),
    `${searchedBytes} bytes were read back. Of the store nothing but the program is left; they were searched for ${looked}, in all encodings: ${remains.length === 0 ? "nothing was found" : "this was found"}.`,
    ...remains.map(placeText),
  ];
  return `${lines.join("\n")}\n`;
}

function erasedText({ erased, erasedRemains, erasedBytes }: ForgottenBoard): string {
  const beside =
    erasedBytes === 0
      ? []
      : [
          `${plural(erasedBytes, "byte")} beside its store that ESP-IDF or other firmware had left${erasedRemains.length === 0 ? "" : ", credentials among them"}`,
        ];
  const all = [...erased.map(inline), ...beside];
  return all.length === 0 ? "had nothing to forget" : `has forgotten ${all.join(", ")}`;
}
