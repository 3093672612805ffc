/** Knowledge that both directions of a connection share: answers depend on questions. */
import type { Unpackers } from "./body.ts";
import type { BlindKind } from "./understood.ts";

export interface Talk {
  /** Encryption that one side began with, and so the other; null where TLS may yet be answered in the open. */
  seal: BlindKind | null;
  readonly unpackers: Unpackers;
  /** Methods of HTTP requests that wait for an answer. */
  readonly methods: string[];
  /** Protocol that was asked for, or agreed on, in place of HTTP/1.1. */
  upgrade: "websocket" | "h2c" | null;
  /** Fields of a WebSocket's answer. */
  extensions: string;
  subprotocol: string;
  /** Version of MQTT that the client speaks; null where it does not, or its greeting was not recorded. */
  mqtt: number | null;
}

export function newTalk(unpackers: Unpackers): Talk {
  return { seal: null, unpackers, methods: [], upgrade: null, extensions: "", subprotocol: "", mqtt: null };
}
