/** Share link: a project, compressed, behind the `#` of the address. Browsers send that part to no server. */
import { deflateSync, Inflate } from "fflate";
import { type Project, projectIn } from "./project.ts";

/** Longer links are cut by some programs through which people send them. */
export const MAX_LINK_CHARACTERS = 30_000;
const MAX_INFLATED_BYTES = 4_000_000;
/** Compressed bytes that are looked at at once: they make at most a thousand times as many. */
const PIECE_BYTES = 1_024;

/** Null where it would be longer than {@link MAX_LINK_CHARACTERS}. */
export function shareLink(project: Project): string | null {
  const { main, files } = project;
  const bytes = deflateSync(new TextEncoder().encode(JSON.stringify({ main, files })), { level: 9 });
  const [page] = location.href.split("#");
  const link = `${page}#/own/${toBase64Url(bytes)}`;
  return link.length > MAX_LINK_CHARACTERS ? null : link;
}

/** `shared` is what stands in the address. Null where that is no project. */
export function sharedProject(shared: string): Project | null {
  if (shared.length > MAX_LINK_CHARACTERS || !/^[\w-]+$/.test(shared)) return null;
  try {
    const bytes = inflated(fromBase64Url(shared));
    return bytes === null ? null : projectIn(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

/** Null where it is more than {@link MAX_INFLATED_BYTES}: few bytes can be made to stand for very many. */
function inflated(bytes: Uint8Array): Uint8Array | null {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const inflate = new Inflate((chunk) => {
    size += chunk.length;
    if (size <= MAX_INFLATED_BYTES) chunks.push(chunk);
  });
  for (let from = 0; from < bytes.length && size <= MAX_INFLATED_BYTES; from += PIECE_BYTES) {
    inflate.push(bytes.subarray(from, from + PIECE_BYTES), from + PIECE_BYTES >= bytes.length);
  }
  if (size > MAX_INFLATED_BYTES) return null;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}
