/** Words for encodings, in the page's language. */
import { t } from "../language.ts";
import { ENCODINGS, encodingLayers } from "./encodings.ts";

/** The word of an encoding that has one, else the scanner's own name for the layer. */
export function encodingWord(layer: string): string {
  return (ENCODINGS as readonly string[]).includes(layer) ? t(`game.encoding.${layer}`) : layer;
}

/** Encodings of a chain, outermost first, or that the value stands there as it is. */
export function chainWords(chain: readonly string[]): string {
  const layers = encodingLayers(chain);
  return layers.length === 0 ? t("game.plain") : layers.map(encodingWord).join(" › ");
}
