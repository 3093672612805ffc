/** Connections under TLS, each with the records that whoever has the keys must open before it counts as read. */
import { type Ledger, PARTLY_OPENED } from "../ledger.ts";
import type { TlsRecords } from "./tls-records.ts";

/** Connections that are remembered. */
const MAX_CONNECTIONS = 100_000;

export interface TlsConnection {
  /** Tells it from all others. */
  readonly key: string;
  /** The end that opened it, as `address:port`. */
  readonly clientKey: string;
  /** The other end, as it is called. */
  readonly peer: string;
  readonly records: TlsRecords;
  /** Of everything under TLS. */
  readonly sizeBytes: number;
}

export class TlsConnections {
  /** By the end that opened them, as that of the server may go by another name behind a proxy; a port may be used again. */
  private readonly byClient = new Map<string, TlsConnection[]>();
  private count = 0;

  /** False when there is no room: then nobody can open it. */
  add(connection: Omit<TlsConnection, "key">): boolean {
    if (this.count >= MAX_CONNECTIONS) return false;
    const keyed = { ...connection, key: `tls ${this.count++}` };
    const others = this.byClient.get(connection.clientKey);
    if (others === undefined) this.byClient.set(connection.clientKey, [keyed]);
    else others.push(keyed);
    return true;
  }

  /** The connection of one of these ends which has a record that ends in this frame; null where there is none of them. */
  find(ends: readonly string[], frame: number): TlsConnection | null {
    const all = ends.flatMap((end) => this.byClient.get(end) ?? []);
    return all.find(({ records }) => records.has(frame)) ?? all[0] ?? null;
  }

  /** Frames with records that nobody opened, and the connections whose they are. */
  closed(): ReadonlyMap<number, readonly TlsConnection[]> {
    const byFrame = new Map<number, TlsConnection[]>();
    for (const connection of this.all())
      for (const frame of connection.records.closed()) {
        const others = byFrame.get(frame);
        if (others === undefined) byFrame.set(frame, [connection]);
        else others.push(connection);
      }
    return byFrame;
  }

  /** `wereKeysTried`: whatever could be opened was. */
  tell(ledger: Ledger, wereKeysTried: boolean): void {
    for (const { peer, records, sizeBytes } of this.all()) {
      const unread = wereKeysTried ? records.unread(sizeBytes) : sizeBytes;
      const detail = records.wereOpened ? PARTLY_OPENED : null;
      if (unread > 0) ledger.blind({ kind: "tls", sizeBytes: unread, detail }, peer);
    }
  }

  private *all(): Generator<TlsConnection> {
    for (const connections of this.byClient.values()) yield* connections;
  }
}
