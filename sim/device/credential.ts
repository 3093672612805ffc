/**
 * Setting names that look like a credential. The pattern is published: a setting that matches is a
 * secret by default, one that does not is listed as "not judged" and can be named in the policy.
 *
 * A name is split into words at anything but letters and digits, where case changes (`wifiPassword`,
 * `APIKey`), and between letters and digits (`pin2`). It matches when
 * - one of its words is in {@link CREDENTIAL_WORDS}, or is one with a plural s: `pin`, `wifi_pin`, `apiKeys`,
 *   but not `pinky`, `spin`, `encoder` or `keyboard`,
 *   and not after a word of {@link INNOCENT_QUALIFIERS}: not `country_code` or `status_pin`; or
 * - one of its words begins or ends with one of {@link CREDENTIAL_PARTS}, which are long or odd enough to be
 *   told apart without a border: `wifipass`, `mypassword`, `authtoken`, `ssid2`.
 */

export const CREDENTIAL_WORDS: readonly string[] = [
  "pass",
  "psk",
  "pw",
  "pwd",
  "secret",
  "token",
  "key",
  "pin",
  "code",
  "cred",
  "auth",
  "ssid",
  "login",
  "otp",
  "jwt",
  "bearer",
  "apikey",
  "authorization",
];

export const CREDENTIAL_PARTS: readonly string[] = [
  "pass",
  "passwd",
  "password",
  "passphrase",
  "passcode",
  "psk",
  "pwd",
  "secret",
  "token",
  "credential",
  "ssid",
  "apikey",
];

/** Words that begin or end with a part by accident. */
const INNOCENT_WORDS: readonly string[] = [
  "bypass",
  "compass",
  "passive",
  "passage",
  "passenger",
  "surpass",
  "tokenizer",
];

/** Words after which a code is no secret, a pin is part of a chip, and a key sorts or is public. */
const INNOCENT_QUALIFIERS: Readonly<Record<string, readonly string[]>> = {
  code: [
    "country",
    "zip",
    "postal",
    "area",
    "error",
    "exit",
    "status",
    "color",
    "colour",
    "language",
    "lang",
    "currency",
  ],
  pin: [
    "status",
    "led",
    "relay",
    "button",
    "gpio",
    "data",
    "clock",
    "reset",
    "output",
    "input",
    "sensor",
    "pump",
    "fan",
  ],
  key: ["sort", "primary", "public"],
};

/** True when a setting of this name is a secret by default. */
export function isCredentialKey(key: string): boolean {
  const words = wordsOf(key);
  return words.some((word, at) => {
    if (INNOCENT_WORDS.includes(word)) return false;
    const noun = CREDENTIAL_WORDS.includes(word) ? word : word.replace(/s$/, "");
    if (CREDENTIAL_WORDS.includes(noun)) return INNOCENT_QUALIFIERS[noun]?.includes(words[at - 1]) !== true;
    return CREDENTIAL_PARTS.some((part) => word.startsWith(part) || word.endsWith(part));
  });
}

/** `"wifiPSK_2"` → `["wifi", "psk", "2"]` */
function wordsOf(key: string): string[] {
  return key
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .replace(/(\p{L})(\p{N})|(\p{N})(\p{L})/gu, "$1$3 $2$4")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
