/**
 * Names and texts that look like a credential in source code, where names are chosen for many other things: the rules
 * are stricter here than for the keys of settings.
 */

import { isCredentialKey } from "../../sim/device/credential.ts";
import { entropyPerCharacter } from "./token-formats.ts";

/** Ends of names that speak about a credential and do not hold it: `tokenUrl`, `PASSWORD_LABEL`, `keyId`. */
const ABOUT =
  /(?:[a-z](?:Id|Url|Uri|Name|Type|Field|Label|Header|Prefix|Suffix|Hint|Placeholder|Title|Text|Message|Error|Setting|Path|Topic|File|Endpoint|Host|Pattern|Scheme|Key)|[_-](?:id|url|uri|name|type|field|label|header|prefix|suffix|hint|placeholder|title|text|message|error|setting|path|topic|file|endpoint|host|pattern|scheme))s?$/;
/** Names that end in "key" and hold one. */
const HOLDS_KEY =
  /(?:api|secret|access|private|auth|master|session|encryption|signing|hmac|aes|device|shared|account)[_-]?keys?$/i;
const PUBLIC = /(?:^|[_-])pub(?:lic)?(?:[_-]|[A-Z]|key|$)|Public/;
const PASSWORD = /pass(?:word|wd|phrase|code|wort)|(?:^|[_-])(?:psk|pwd?|pass)(?:$|[_-])|(?:Psk|Pwd?|Pass)$/i;
const PIN = /(?:^|[_-])(?:pin|otp)(?:[_-]?code)?$|(?:Pin|Otp)(?:Code)?$/;
/** Words of {@link isCredentialKey} that mean too much else in a program, alone or at the end of a name. */
const VAGUE = /(?:^|[_-])(?:code|pin|ssid|login|keys?)$|[a-z](?:Code|Pin|Ssid|SSID|Login)$/i;

const MIN_MADE_UP = 8;
const MIN_ENTROPY_BITS = 2.5;

/** True if a variable, member or parameter of this name is likely to hold a credential. */
export function isCredentialName(name: string): boolean {
  if (!isCredentialKey(name) || PUBLIC.test(name)) return false;
  if (HOLDS_KEY.test(name)) return true;
  const lower = name === name.toUpperCase() ? name.toLowerCase() : name;
  return !ABOUT.test(lower) && (!VAGUE.test(lower) || PIN.test(lower));
}

/** True if a name is likely to hold what a person would call a password. */
export function isPasswordName(name: string): boolean {
  const lower = name === name.toUpperCase() ? name.toLowerCase() : name;
  return isCredentialName(name) && PASSWORD.test(lower);
}

/** True if a text looks made up, by chance or by a person asked for a password: no word, name or path. */
export function looksMadeUp(text: string): boolean {
  if (text.length < MIN_MADE_UP || !/^[\x21-\x7e]+$/.test(text) || /:\/\/|[{}<>]/.test(text)) return false;
  if (!/[A-Za-z]/.test(text) || !/\d/.test(text) || entropyPerCharacter(text) < MIN_ENTROPY_BITS)
    return false;
  return text.split(/[^A-Za-z0-9]+/).some((part) => !/^(?:[A-Za-z]*\d{0,3})$/.test(part));
}

/** True if a text says that there is no credential. */
export function isPlaceholder(text: string): boolean {
  return /^(?:none|null|nil|n\/?a|unset|undefined|empty|missing|not[ _-]?set|[-.?*_]+)$/i.test(text.trim());
}

/** True if a text looks like the value of something with this name. */
export function fitsName(text: string, name: string): boolean {
  const lower = name === name.toUpperCase() ? name.toLowerCase() : name;
  return PIN.test(lower) ? /^\d{4,8}$/.test(text) || looksMadeUp(text) : looksMadeUp(text);
}
