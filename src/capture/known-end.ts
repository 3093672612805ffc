/**
 * Ends of files that say where they end: XML and JSON by their last character, mitmproxy's flows by lengths; and those of which
 * nothing is there but the first bytes.
 */
import { toLatin1 } from "../../sim/tape/bytes.ts";
import { UF2_MARK } from "./images/image-file.ts";

/** Longest number of a length. */
const MAX_DIGITS = 12;
const HEAD_BYTES = 1024;
const TAIL_BYTES = 256;
/** The element that holds all others, behind what may stand before it. */
const ROOT = /^(?:<\?[^>]{0,200}>\s{0,20}|<![^>]{0,200}>\s{0,20}){0,5}<([A-Za-z][\w:.-]{0,80})[\s>]/;
/** An object of JSON, and an element of mitmproxy's that begins with another one; each may be cut in its first bytes. */
const OBJECT = /^\{\s{0,16}(?:"|$)/;
const FLOW = /^\d{1,12}(?::\d{1,12}:|(?::\d{0,12})?$)/;
/** Nothing but the first bytes of XML, of a record of Intel HEX or of an S-record; a declaration of XML alone. */
const BEGUN = [
  /^<(?:[?!][^>]{0,200}|[A-Za-z][\w:.-]{0,80})$/,
  /^(?::[0-9a-f]{0,600}|S[0-9][0-9a-f]{0,600})$/i,
  /^<\?xml[\s?]/,
];

export class KnownEnd {
  /** Text that the file ends with; null where it does not say. */
  private readonly close: string | null;
  private tail: Uint8Array = new Uint8Array();
  /** Bytes to skip of an element of mitmproxy's (tnetstrings.org): content, and the letter of its type. */
  private skip = 0;
  private digits = "";
  private readonly isFlow: boolean;
  private isBroken = false;
  /** Nothing came that would have an end. */
  private readonly isOnlyBegun: boolean;

  constructor(head: Uint8Array) {
    const start = toLatin1(head.subarray(0, HEAD_BYTES))
      .replace(/^\u00ef\u00bb\u00bf/, "")
      .trimStart();
    const root = ROOT.exec(start)?.[1];
    this.close = root !== undefined ? `</${root}>` : OBJECT.test(start) ? "}" : null;
    this.isFlow = FLOW.test(start);
    this.isOnlyBegun =
      root === undefined && (BEGUN.some((begun) => begun.test(start)) || isCutMark(head, UF2_MARK));
  }

  push(piece: Uint8Array): void {
    this.tail = Buffer.concat([this.tail, piece.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
    if (this.isFlow && !this.isBroken) this.follow(piece);
  }

  /** True where the end is missing. */
  get isMissing(): boolean {
    if (this.isOnlyBegun) return true;
    if (this.isFlow) return !this.isBroken && (this.skip > 0 || this.digits !== "");
    return this.close !== null && !toLatin1(this.tail).replaceAll("\0", " ").trimEnd().endsWith(this.close);
  }

  private follow(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; ) {
      if (this.skip > 0) {
        const skipped = Math.min(this.skip, piece.length - at);
        this.skip -= skipped;
        at += skipped;
        continue;
      }
      const character = String.fromCharCode(piece[at++]);
      if (character === ":" && this.digits !== "") {
        this.skip = Number(this.digits) + 1;
        this.digits = "";
      } else if (character >= "0" && character <= "9" && this.digits.length < MAX_DIGITS)
        this.digits += character;
      else {
        this.isBroken = true;
        return;
      }
    }
  }
}

function isCutMark(head: Uint8Array, mark: readonly number[]): boolean {
  return head.length > 0 && head.length < mark.length && head.every((byte, i) => byte === mark[i]);
}
