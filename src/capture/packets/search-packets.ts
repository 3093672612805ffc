/** Searches a packet capture, however large. */
import type { Unpackers } from "../../judge/read/body.ts";
import { plural } from "../../plural.ts";
import type { ReadingMeans } from "../capture-reading.ts";
import type { BlindSpotShare } from "../ledger.ts";
import type { Search } from "../search.ts";
import { Dissector } from "./dissector.ts";
import type { PacketReader } from "./packet.ts";
import { PcapReader } from "./pcap.ts";
import { PcapngReader } from "./pcapng.ts";

export interface SearchedPackets {
  readonly packets: number;
  readonly conversations: number;
  readonly durationMicros: number;
  readonly blindSpots: readonly string[];
  /** Blind spots by kind, with their shares. */
  readonly notUnderstood: readonly BlindSpotShare[];
}

/** Packets that another program takes out are asked for once all others were read. */
export interface PacketOptions extends Partial<Pick<ReadingMeans, "inside" | "linked" | "messages">> {
  readonly unpackers: Unpackers;
}

export async function searchPackets(
  source: { pieces(): AsyncIterable<Uint8Array> },
  format: "pcap" | "pcapng",
  search: Search,
  { inside = async () => null, linked = null, messages = null, unpackers }: PacketOptions,
): Promise<SearchedPackets> {
  const reader: PacketReader = format === "pcap" ? new PcapReader() : new PcapngReader();
  const dissector = new Dissector(search, messages, unpackers);
  // Bytes that can't be read as packets any more are still searched.
  const rest = search.thread(() => ({ observers: ["network"], channel: "tcp", to: null }));
  const mark = { atMicros: 0, where: "in what can't be read as packets" };
  for await (const piece of source.pieces()) {
    if (reader.trouble !== null) {
      rest.push(piece, mark);
      continue;
    }
    for (const packet of reader.push(piece)) dissector.take(packet);
    for (const aside of reader.asides()) dissector.takeAside(aside);
    if (reader.trouble !== null) rest.push(reader.rest(), mark);
  }
  const isCut = reader.trouble === null && reader.rest().length > 0;
  if (isCut) rest.push(reader.rest(), mark);
  rest.close();
  const found = linked !== null && dissector.hasOtherLinks ? linked() : null;
  for await (const packet of found?.packets ?? []) dissector.takeLinked(packet);
  dissector.end();
  const opened = await inside(reader.hasKeys);
  if (opened !== null) await dissector.takeOpened(opened);
  const troubles = [found, opened].map((taken) => taken?.trouble() ?? null);
  const { packets, conversations, durationMicros } = dissector;
  const account = dissector.account();
  return {
    packets,
    conversations,
    durationMicros,
    notUnderstood: account.shares(),
    blindSpots: [
      ...account.phrases(opened !== null, reader.hasKeys),
      ...(reader.trouble === null ? [] : [reader.trouble]),
      ...(isCut ? ["the capture is cut short"] : []),
      ...(reader.lost > 0 ? [`the recorder lost ${plural(reader.lost, "packet")}`] : []),
      ...troubles.filter((trouble) => trouble !== null),
      ...(packets === 0 ? ["it has no packets"] : []),
    ],
  };
}
