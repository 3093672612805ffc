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
  const layers = chain.flatMap((layer) =>
    layer.startsWith(REVERSED) ? ["reversed", layer.slice(REVERSED.length)] : [layer],
  );
  return new Set(
    layers.filter((layer) => !CONTAINERS.includes(layer)).map((layer) => NAMES[layer] ?? "other"),
  );
}
