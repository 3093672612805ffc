/** Names of secrets in everyday words, for readers who meet them for the first time. */

const BY_NAME: Readonly<Record<string, string>> = {
  "wifi.ssid": "the WiFi's name",
  "wifi.psk": "the WiFi's password",
  "device.key": "the board's own key",
  "device.code": "the board's pairing code",
};
const BY_PREFIX: readonly (readonly [prefix: string, words: string])[] = [
  ["settings.", "a setting"],
  ["literal.", "text in the source"],
  ["vault.", "text that the board made and keeps"],
];

/** Null for a name that is a policy's own. */
export function secretWords(name: string): string | null {
  return BY_NAME[name] ?? BY_PREFIX.find(([prefix]) => name.startsWith(prefix))?.[1] ?? null;
}
