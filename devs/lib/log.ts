// A log line without secrets: what the library holds as a Secret is left out, however it is written.
import * as ds from "@devicescript/core";
import { writtenForms } from "./encodings";
import { knownSecrets, Secret } from "./secret";

/** Shorter forms are not looked for: they occur in any text. */
const MIN_FORM = 4;
const MARK = "[secret]";

/** Prints its parts, separated by spaces. Looking through them takes a moment for each secret. */
export async function log(...parts: any[]) {
  let line = "";
  for (let i = 0; i < parts.length; i++)
    line += (i > 0 ? " " : "") + (parts[i] instanceof Secret ? MARK : parts[i]);
  console.log(await redacted(line));
}

/** The text with `[secret]` for each known secret in it. Parts and hashes of one are not recognised. */
export async function redacted(text: string): Promise<string> {
  let out = text;
  for (const secret of knownSecrets()) {
    for (const form of secret.use(writtenForms)) out = without(out, form);
    // Lets others work: the runtime stops who computes for long without waiting.
    await ds.sleep(1);
  }
  return out;
}

function without(text: string, form: string): string {
  if (form.length < MIN_FORM) return text;
  let out = text;
  for (let at = out.indexOf(form); at >= 0; at = out.indexOf(form, at + MARK.length))
    out = out.slice(0, at) + MARK + out.slice(at + form.length);
  return out;
}
