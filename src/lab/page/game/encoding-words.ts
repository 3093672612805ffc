/** Words for layers and encodings, in the page's language. */
import { t } from "../language.ts";
import { ENCODINGS, type Encoding, encodingsIn } from "./encodings.ts";

/** The word of an encoding that has one, else the scanner's own name for the layer. */
export function encodingWord(layer: string): string {
  return (ENCODINGS as readonly string[]).includes(layer) ? t(`game.encoding.${layer}`) : layer;
}

/** Layers of a chain, outermost first, or that it is in the clear. */
export function chainWords(chain: readonly string[]): string {
  return encodingsIn(chain).size === 0 ? t("game.plain") : chain.map(encodingWord).join(" › ");
}

/** Encodings as they are told, or that there is none. */
export function encodingsWords(encodings: readonly Encoding[]): string {
  return encodings.length === 0 ? t("game.plain") : encodings.map(encodingWord).join(" + ");
}
