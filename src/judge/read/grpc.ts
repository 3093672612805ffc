/** Messages of gRPC in the body of a request (grpc, doc/PROTOCOL-HTTP2.md): a flag, a length, and the message. */
import { concat } from "../../../sim/tape/bytes.ts";
import { type BodyTaker, bodyTaker, codingsIn, type Unpackers } from "./body.ts";
import type { Sink, Understood } from "./understood.ts";

const PREFIX_BYTES = 5;

export class GrpcBody implements BodyTaker {
  private prefix: Uint8Array = new Uint8Array();
  private message: BodyTaker | null = null;
  private left = 0;

  constructor(
    private readonly sink: Sink,
    private readonly unpackers: Unpackers,
    private readonly coding: string,
    private readonly layers: readonly string[],
  ) {}

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.message === null) {
        const taken = bytes.subarray(at, at + PREFIX_BYTES - this.prefix.length);
        this.prefix = concat(this.prefix, taken);
        at += taken.length;
        if (this.prefix.length === PREFIX_BYTES) this.begin();
        continue;
      }
      const piece = bytes.subarray(at, at + this.left);
      this.message.push(piece);
      this.left -= piece.length;
      at += piece.length;
      if (this.left === 0) this.finish(true);
    }
  }

  end(): Understood {
    if (this.message === null && this.prefix.length === 0) return this.sink.nothing();
    if (this.message !== null) this.finish(false);
    return this.sink.blind("unfinished", this.left, "gRPC");
  }

  private begin(): void {
    const [flag, ...length] = this.prefix;
    this.prefix = new Uint8Array();
    this.left = length.reduce((sum, byte) => 256 * sum + byte, 0);
    const codings = flag === 0 ? [] : codingsIn(this.coding === "" ? "unknown" : this.coding);
    const form = { codings, layers: [...this.layers, "grpc"], isAsItStands: false };
    this.message = bodyTaker(form, this.sink, this.unpackers);
    if (this.left === 0) this.finish(true);
  }

  private finish(isWhole: boolean): void {
    this.message!.end(isWhole);
    this.message = null;
  }
}
