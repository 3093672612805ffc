/**
 * The rules: every way in which a finding can be called, `degree/channel`, with what it means for people.
 *
 * Ids are stable: suppressions, baselines and SARIF readers know findings by them. An id is never reused for
 * something else.
 */
import { CHANNELS, type Channel } from "../../sim/tape/tape.ts";
import { DEGREES, type Degree } from "../judge/policy/degree.ts";

export interface Rule {
  /** `degree/channel`, such as `encoded/http`. */
  readonly id: string;
  readonly degree: Degree;
  readonly channel: Channel;
  /** One line, no full stop. */
  readonly title: string;
  /** Explanation of what was seen, in sentences. */
  readonly meaning: string;
  /** Advice on what to do about it, in sentences. */
  readonly remedy: string;
}

interface DegreeText {
  /** Between "A credential" and the channel's place. */
  readonly verb: string;
  /** After an observer's name; `it` is the credential, by a name or a pronoun. */
  readonly gist: (it: string) => string;
  readonly meaning: string;
  readonly remedy: string;
  /** Level of an alert (SARIF 2.1.0, 3.27.10). */
  readonly level: "error" | "warning" | "none";
  /** By which GitHub sorts alerts, 0 to 10. Ours: readable is critical, computed from it high, hints medium. */
  readonly score: string;
}

/** Words for each degree, and its weight in alerts. */
export const DEGREE_TEXTS: Readonly<Record<Degree, DegreeText>> = {
  clear: {
    verb: "can be read",
    gist: (it) => `can read ${it}`,
    meaning:
      "The credential's own bytes were found in what this observer sees. JSON, form fields, headers and chunks around them do not change that.",
    remedy: "Neither send nor store it there at all.",
    level: "error",
    score: "9.5",
  },
  encoded: {
    verb: "can be decoded",
    gist: (it) => `can decode ${it}, no key needed`,
    meaning:
      "The credential was found after a transformation that needs no key, such as hexadecimal, base64, compression or reversed order. Whoever sees it can turn it back.",
    remedy: "An encoding hides nothing. Neither send nor store it there at all.",
    level: "error",
    score: "9.0",
  },
  derived: {
    verb: "determines bytes",
    gist: (it) => `can see data computed from ${it} (encrypted, hashed…)`,
    meaning:
      "Bytes that this observer sees change when the credential changes and all else, chance included, stays the same. So they are computed from it: encrypted, hashed, cut, or mixed with something else. Whoever has the key, or can guess, learns it, or something about it. A key that is in the firmware, or is made of what is sent along, is no secret: encryption decides who can read, and does not keep the credential at home.",
    remedy:
      "If the recipient has no need of it, do not send it in any form. If it has, declare a release in the policy that says who, where, how and why.",
    level: "error",
    score: "7.0",
  },
  implicit: {
    verb: "shows indirectly",
    gist: (it) => `can infer something about ${it}`,
    meaning:
      "No bytes carry the credential, but something about what this observer sees changes with it: how long something is, how often or when it happens, in which order, or with whom. That tells part of it, and repeated looks tell more.",
    remedy:
      "Make what is seen independent of the credential: constant lengths, no branches on its value, comparisons in constant time.",
    level: "warning",
    score: "4.0",
  },
  released: {
    verb: "goes as declared",
    gist: (it) => `may have ${it}`,
    meaning:
      "A release of the policy, or one that the platform needs, allows this flow. It is listed so that a reader can judge the reason; it is not a leak.",
    remedy:
      'Nothing, while the reason holds. To forbid it, remove the release from the policy; of the platform\'s, name it in "without" or set profile: "strict".',
    level: "none",
    score: "0.0",
  },
};

interface ChannelText {
  /** After the degree's verb. */
  readonly place: string;
  readonly meaning: string;
  readonly remedy: string;
}

/** Advice on a credential that the firmware stores. */
export const STORED_REMEDY =
  "Keep it in the device library's Vault. When the owner asks to forget it, call the library's forget, which clears old copies too.";

/** Advice on a credential in the source, which is in memory before anything has run. */
export const IN_SOURCE_REMEDY =
  "One that is written in the source is in every copy of the firmware: take it out, replace it at its issuer, and hand a new one over when the appliance is set up.";

export const CHANNEL_TEXTS: Readonly<Record<Channel, ChannelText>> = {
  tcp: {
    place: "in a TCP connection",
    meaning:
      "The bytes went over a TCP connection in no protocol that is recognised. Without TLS, everybody on the path sees them too.",
    remedy: "Look at what the firmware writes to the socket on the line that is named.",
  },
  tls: {
    place: "in a TLS connection",
    meaning:
      "The connection is encrypted on the way, but the server at its end sees what is inside, and the path sees the server's name, sizes and times.",
    remedy: "TLS protects the way, not the destination: look at what is written, and at its length.",
  },
  http: {
    place: "in an HTTP request",
    meaning:
      "It is in the path, a header or the body of a request. Servers and what stands before them keep such data in logs.",
    remedy: "Look at what the request is made of on the line that is named.",
  },
  mqtt: {
    place: "in an MQTT message",
    meaning:
      "It is in a topic, a payload, a client id or a login. The broker sees it, and so does every subscriber of the topic.",
    remedy: "Look at topic, payload and client id of what is published on the line that is named.",
  },
  dns: {
    place: "in a DNS lookup",
    meaning:
      "It is in a host name that is looked up, or in the choice of one. Lookups go out in the open and are seen by the home's router, the resolver and the path.",
    remedy: "Do not make host names of what has to stay home.",
  },
  wifi: {
    place: "on the radio",
    meaning: "It is in what goes through the air as 802.11 frames, which neighbours receive as well.",
    remedy: "Look at which networks the firmware looks for, joins or opens, and when.",
  },
  frame: {
    place: "in a Jacdac frame",
    meaning:
      "It is in a frame between services. Frames to another device are seen by all on the wire; a USB bridge forwards the device's own as well.",
    remedy: "Keep it inside one device, or hand it over sealed (tightlip/devs/provision).",
  },
  serial: {
    place: "at the serial port",
    meaning:
      "It was written to the serial port, as a computer does that sets the device up. Whoever has the cable, or a program on that computer, reads it.",
    remedy:
      "Open that way only for what is sealed (tightlip/devs/provision), and only while the owner wants it.",
  },
  log: {
    place: "in the log",
    meaning:
      "It was printed. Whoever plugs in a cable reads it, and so do those who are sent a log for support.",
    remedy: "Print a name in its place; the device library's Secret prints as its name.",
  },
  panic: {
    place: "in a panic message",
    meaning: "It is in what the device says when it crashes: a message, or an exception's text.",
    remedy: "Do not put it into the text of an error; handle the error where it arises.",
  },
  flash: {
    place: "in flash memory",
    meaning:
      "It is in flash when the board changes hands: sold, returned, repaired or thrown away. Erased entries stay until their page is cleared.",
    remedy: `${STORED_REMEDY} ${IN_SOURCE_REMEDY}`,
  },
  actuator: {
    place: "in what the device shows or does",
    meaning: "A light, a display, a sound or a movement tells it to whoever is in the room.",
    remedy: "Show a state that is not computed from it.",
  },
  time: {
    place: "in the time at which something happens",
    meaning: "The moment of an event moves with the credential, by more than the observer's resolution.",
    remedy: "Let the work not depend on the value, or send at fixed times.",
  },
};

/** All, worst degree first, then in the order of channels. A moment has no bytes, and is never released: it only shows indirectly. */
export const RULES: readonly Rule[] = DEGREES.flatMap((degree) =>
  CHANNELS.filter((channel) => channel !== "time" || degree === "implicit").map((channel) =>
    ruleOf(degree, channel),
  ),
);

const BY_ID = new Map(RULES.map((rule) => [rule.id, rule]));

/** Null when there is none of this id. */
export function findRule(id: string): Rule | null {
  return BY_ID.get(id) ?? null;
}

function ruleOf(degree: Degree, channel: Channel): Rule {
  const how = DEGREE_TEXTS[degree];
  const where = CHANNEL_TEXTS[channel];
  return {
    id: `${degree}/${channel}`,
    degree,
    channel,
    title: `A credential ${how.verb} ${where.place}`,
    meaning: `${how.meaning} ${where.meaning}`,
    remedy: degree === "released" ? how.remedy : `${how.remedy} ${where.remedy}`,
  };
}
