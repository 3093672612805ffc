/** Ends of files that say where they end: XML and JSON by their last character, mitmproxy's flows by lengths. */
import { toLatin1 } from "../../sim/tape/bytes.ts";

/** Longest number of a length. */
const MAX_DIGITS = 12;
const HEAD_BYTES = 1024;
const TAIL_BYTES = 256;
/** The element that holds all others, behind what may stand before it. */
const ROOT = /^(?:<\?[^>]{0,200}>\s{0,20}|<![^>]{0,200}>\s{0,20}){0,5}<([A-Za-z][\w:.-]{0,80})[\s>]/;

export class KnownEnd {
  /** Text that the file ends with; null where it does not say. */
  private readonly close: string | null;
  private tail: Uint8Array = new Uint8Array();
  /** Bytes to skip of an element of mitmproxy's (tnetstrings.org): content, and the letter of its type. */
  private skip = 0;
  private digits = "";
  private readonly isFlow: boolean;
  private isBroken = false;

  constructor(head: Uint8Array) {
    const start = toLatin1(head.subarray(0, HEAD_BYTES))
      .replace(/^\u00ef\u00bb\u00bf/, "")
      .trimStart();
    const root = ROOT.exec(start)?.[1];
    this.close = root !== undefined ? `</${root}>` : /^\{\s{0,16}"/.test(start) ? "}" : null;
    this.isFlow = /^\d{1,12}:\d{1,12}:/.test(start);
  }

  push(piece: Uint8Array): void {
    this.tail = Buffer.concat([this.tail, piece.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
    if (this.isFlow && !this.isBroken) this.follow(piece);
  }

  /** True where the end is missing. */
  get isMissing(): boolean {
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
