/** Encodings that a player can name, and the layers of the scanner's chains that mean them. */

export const ENCODINGS = ["base64", "hex", "percent", "gzip", "reversed", "other"] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Layers that leave the value as it is: around it, or a way to put it together. */
const CONTAINERS: readonly string[] = [
  "json",
  "multipart",
  "chunked",
  "websocket",
  "http2",
  "grpc",
  "mqtt",
  "pieces",
  "coap blocks",
  "tftp blocks",
  "lines",
  "nvs",
  "spiffs",
  "uf2",
  "intel hex",
  "s-records",
];
const REVERSED = "reversed ";
const NAMES: Readonly<Record<string, Encoding>> = {
  base64: "base64",
  base64url: "base64",
  hex: "hex",
  hexdump: "hex",
  percent: "percent",
  gzip: "gzip",
  zlib: "gzip",
  deflate: "gzip",
  reversed: "reversed",
};

/** Encodings in a chain, each once. */
export function encodingsIn(chain: readonly string[]): ReadonlySet<Encoding> {
  return new Set(encodingLayers(chain).map((layer) => NAMES[layer] ?? "other"));
}

/** Layers of a chain that change the value, outermost first: encodings by their names here, others by the scanner's. */
export function encodingLayers(chain: readonly string[]): string[] {
  return chain
    .flatMap((layer) => (layer.startsWith(REVERSED) ? ["reversed", layer.slice(REVERSED.length)] : [layer]))
    .filter((layer) => !CONTAINERS.includes(layer))
    .map((layer) => NAMES[layer] ?? layer);
}
