/** Things that happen in the cloud. */
import { TROUBLE_NAMES, type Trouble } from "../../net/troubles.ts";
import { fromHex, toBytes, toLatin1 } from "../../tape/bytes.ts";
import {
  ANY_TEXT,
  COUNT,
  FLAG,
  HEADERS,
  HEX,
  JSON_VALUE,
  type JsonValue,
  oneOfOrNull,
  optional,
  TEXT,
} from "./fields.ts";
import { verb } from "./verb.ts";

const ALWAYS = Number.POSITIVE_INFINITY;

type ReplyOptions = {
  readonly status?: number;
  readonly times?: number;
  readonly headers?: Readonly<Record<string, string>>;
};

type ServerReply = ReplyOptions & {
  readonly host: string;
  readonly body?: string;
};

export const REPLY = verb({
  about: "a server answers so from now on, `times` times (default: always)",
  fields: {
    host: TEXT,
    status: optional(COUNT),
    body: optional(ANY_TEXT),
    times: optional(COUNT),
    headers: optional(HEADERS),
  },
  write: (host: string, body: string, options: ReplyOptions = {}): ServerReply => ({
    host,
    body,
    ...options,
  }),
  isTried: true,
  happen: ({ network }, { host, status = 200, body = "{}", times = ALWAYS, headers = {} }) =>
    network.servers.reply(host, { status, body, headers }, times),
});

type ServerTrouble = {
  readonly host: string;
  readonly trouble: Trouble | null;
};

export const TROUBLE = verb({
  about: "a server is in trouble from now on; `null` puts it right; `*` stands for all",
  fields: { host: TEXT, trouble: oneOfOrNull(TROUBLE_NAMES) },
  write: (host: string, trouble: Trouble | null): ServerTrouble => ({ host, trouble }),
  isTried: true,
  happen: ({ network }, { host, trouble }) => network.servers.trouble(host, trouble),
});

type Poison = {
  readonly host: string;
  readonly address: string;
};

export const POISON = verb({
  about: "a name leads to somebody else's address from now on",
  fields: { host: TEXT, address: TEXT },
  write: (host: string, address: string): Poison => ({ host, address }),
  isTried: false,
  happen: ({ network }, { host, address }) => network.servers.poison(host, address),
});

type Publish = {
  readonly topic: string;
  readonly payload?: string;
  readonly hex?: string;
  readonly retain?: boolean;
};

export const PUBLISH = verb({
  about:
    "somebody publishes at the device's MQTT broker: a text, or with `hex` the bytes of a message that is none",
  fields: { topic: TEXT, payload: optional(ANY_TEXT), hex: optional(HEX), retain: optional(FLAG) },
  write: (topic: string, payload: string, retain?: boolean): Publish => ({
    topic,
    payload,
    retain: retain ?? false,
  }),
  isTried: true,
  happen: ({ network }, { topic, payload = "", hex, retain = false }) =>
    network.publish({
      topic,
      payload: toLatin1(hex === undefined ? toBytes(payload) : fromHex(hex)),
      retain,
    }),
});

type CloudMessage = {
  readonly topic: string;
  readonly value: JsonValue;
};

export const CLOUD_MESSAGE = verb({
  about: "the cloud behind the board's cloud adapter sends a message, as `subscribeMessage` receives it",
  fields: { topic: TEXT, value: JSON_VALUE },
  write: (topic: string, value: JsonValue): CloudMessage => ({ topic, value }),
  isTried: true,
  happen: ({ bus }, { topic, value }) => bus.cloudMessage(topic, JSON.stringify(value)),
});
