/** The one interface by which the network knows what is spoken on its TCP connections, such as HTTP or MQTT. */

import type { FORK, Forker } from "../../engine/fork.ts";
import type { Channel } from "../../tape/tape.ts";
import type { Segment } from "../reply.ts";
import type { Servers } from "../servers.ts";

/**
 * The servers of one protocol in one world. State is plain data in fields, so that the world can be forked; it lives
 * on when connections end. Servers are told apart by `peer`.
 */
export interface ProtocolServer {
  /** Unique among the protocols. */
  readonly name: string;
  /** Channel of what is said on such a connection: `tcp` for a protocol that the tape has no word for. */
  readonly channel: Channel;
  /** True when a connection that begins with these bytes speaks the protocol. */
  recognises(firstBytes: Uint8Array): boolean;
  /** Takes what it can of `bytes`: all that arrived and was not taken yet. Never throws on what a device may send. */
  receive(bytes: Uint8Array, call: Call): Answer;
  [FORK](forker: Forker): unknown;
  /** The connection to `peer` is gone, however it ended. */
  disconnected?(peer: string): void;
  /** Somebody else publishes; returns what the servers then send to the device. */
  publish?(publication: Publication): readonly ServerMessage[];
  /** Topic filters to which the device is subscribed now. */
  readonly subscribed?: readonly string[];
}

/** Circumstances of bytes that arrived at a server. */
export interface Call {
  readonly host: string;
  /** Host and port, such as `cloud.example.com:443`. */
  readonly peer: string;
  /** Behaviour that policy and scenario gave to hosts. */
  readonly servers: Servers;
  readonly seed: number;
  readonly atMicros: number;
}

export interface Answer {
  /** Bytes that are done with; the others come again, with what arrives next. */
  readonly takenBytes: number;
  /** Bytes that the message under way has in all, as far as its head says; 0 where it does not. */
  readonly neededBytes: number;
  readonly segments: readonly Segment[];
  /** The server closes or resets the connection after its answer, or stays. */
  readonly end: "close" | "reset" | "stay";
  /** A device that says nothing for so long is taken for dead; 0 for any time. */
  readonly silenceMicros: number;
}

/** A message at a broker. */
export interface Publication {
  readonly topic: string;
  /** One character a byte. */
  readonly payload: string;
  /** Also for those who subscribe later. */
  readonly retain: boolean;
}

export interface ServerMessage {
  readonly peer: string;
  readonly bytes: Uint8Array;
}
