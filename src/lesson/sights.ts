/** Sights: whether something is seen of a firmware in an act. */
import { toText } from "../../sim/tape/bytes.ts";
import type { TapeEvent } from "../../sim/tape/tape.ts";
import { risesWith } from "./follows.ts";
import type { Act, FollowsSight, RequestSight, Sight, StateSight, TextSight, WantedRequest } from "./goal.ts";
import type { Look, PlayedAct } from "./played-act.ts";
import { type SeenRequest, seenRequests } from "./seen-requests.ts";

/** An act as its goal has it, and as it was played. */
export interface Scene {
  readonly act: Act;
  readonly played: PlayedAct;
}

/** True if it is seen in the last of a story's scenes. */
export function isSeen(sight: Sight, scenes: readonly Scene[]): boolean {
  const { played } = scenes.at(-1)!;
  switch (sight.what) {
    case "joins":
      return played.hasCredentials && eventsIn(played).some(isHandshake);
    case "forgets":
    case "erases":
      return played.looks.at(-1)?.[sight.what] === true;
    case "request":
      return makesRequests(sight, played);
    case "follows":
      return follows(sight, scenes);
    case "packets":
      return packetsTo(eventsIn(played), sight.to) >= sight.times;
    case "text":
      return showsText(sight, played);
    case "state":
      return isInState(sight, played.events);
    case "log":
      return linesIn(played).some((line) => sight.has.every((text) => hasWord(line, text)));
  }
}

/** Value of a member in the requests that are meant; undefined where there is none. */
export function toldMember(wanted: WantedRequest, member: string, played: PlayedAct): unknown {
  return requestsIn(played, wanted).find(({ members }) => members[member] !== undefined)?.members[member];
}

function eventsIn({ events, firstEvent }: PlayedAct): readonly TapeEvent[] {
  return events.slice(firstEvent);
}

/** The device answers an access point that asked for proof of the passphrase (IEEE 802.11, 12.7.6). */
function isHandshake({ channel, from, kind }: TapeEvent): boolean {
  return channel === "wifi" && from === "device" && kind.startsWith("eapol");
}

function makesRequests({ same, times = 1, ...wanted }: RequestSight, played: PlayedAct): boolean {
  const found = requestsIn(played, wanted);
  return found.length >= times && (same === undefined || isSame(found.map(({ members }) => members[same])));
}

/** One may have begun in the act before. */
function requestsIn({ events, startMicros }: PlayedAct, wanted: WantedRequest): SeenRequest[] {
  return seenRequests(events).filter(
    (request) => request.atMicros >= startMicros && isMeant(request, wanted),
  );
}

function isMeant(request: SeenRequest, wanted: WantedRequest): boolean {
  const { to, method, path = "/", has = [], members = {}, numbers = 0 } = wanted;
  return (
    isTo(request.to, to) &&
    (method === undefined || request.method === method) &&
    request.path.startsWith(path) &&
    has.every((text) => hasText(request.text, text)) &&
    Object.entries(members).every(([name, type]) => isOfType(request.members[name], type)) &&
    Object.keys(request.numbers).length >= numbers
  );
}

/** `wanted`: a host with its port, or without one for any. */
function isTo(peer: string, wanted: string): boolean {
  return peer === wanted || peer.replace(/:\d+$/, "") === wanted;
}

function isOfType(value: unknown, type: string): boolean {
  if (value === null || value === undefined || value === "") return false;
  if (type !== "any") return typeof value === type;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

function isSame(values: readonly unknown[]): boolean {
  const [first] = values;
  return first !== undefined && first !== "" && values.every((value) => value === first);
}

/** The last request of each act counts: it was made when the reading had been there for longest. */
function follows({ reading, member, ...wanted }: FollowsSight, scenes: readonly Scene[]): boolean {
  const told = scenes.flatMap(({ act, played }) => {
    const to = readingSetIn(act, reading);
    return to === null ? [] : [{ reading: to, numbers: lastNumbers(requestsIn(played, wanted), member) }];
  });
  const [first] = told;
  return Object.keys(first?.numbers ?? {}).some((path) =>
    risesWith(told.map(({ reading, numbers }) => [reading, numbers[path]])),
  );
}

/** Null for an act that leaves the reading alone. */
function readingSetIn({ happens }: Act, reading: string): number | null {
  const set = happens.steps.findLast((step) => step.do === "set" && step.what === reading);
  return set?.do === "set" && typeof set.to === "number" ? set.to : null;
}

/** Numbers of the last request by path, or those of a member only. */
function lastNumbers(requests: readonly SeenRequest[], member?: string): Readonly<Record<string, number>> {
  const last = requests.reduce<SeenRequest | null>(
    (latest, one) => (latest === null || one.atMicros >= latest.atMicros ? one : latest),
    null,
  );
  const numbers = Object.entries(last?.numbers ?? {});
  return Object.fromEntries(
    numbers.filter(([path]) => member === undefined || path.split("/").at(-1) === member),
  );
}

/** As those on the path count them: what is written to a connection, or the records of TLS that it becomes. */
function packetsTo(events: readonly TapeEvent[], host: string): number {
  const isPacket = ({ from, kind, to, observers }: TapeEvent) =>
    from === "device" &&
    (kind === "write" || kind === "record") &&
    to !== null &&
    isTo(to, host) &&
    observers.includes("network");
  return events.filter(isPacket).length;
}

function showsText({ thing, text, once }: TextSight, { events, firstEvent, looks }: PlayedAct): boolean {
  const shown = [...events.keys()]
    .slice(firstEvent)
    .filter((i) => isShownBy(thing, events[i]) && hasText(textOf(events[i]), text));
  return shown.length > 0 && (once === undefined || shown.every((i) => lookAfter(looks, i)?.[once] === true));
}

/** The first look after an event. */
function lookAfter(looks: readonly Look[], event: number): Look | undefined {
  return looks.find(({ events }) => events > event);
}

/** A thing is off that shows nothing but zeros, or nothing yet. */
function isInState({ thing, is }: StateSight, events: readonly TapeEvent[]): boolean {
  const shown = events.findLast((event) => isShownBy(thing, event))?.payload;
  const isOn = shown?.some((byte) => byte !== 0) === true;
  return isOn === (is === "on");
}

function isShownBy(thing: string, { channel, to }: TapeEvent): boolean {
  return channel === "actuator" && to === thing;
}

function linesIn(played: PlayedAct): string[] {
  return eventsIn(played)
    .filter(({ channel }) => channel === "log")
    .map(textOf);
}

function hasText(whole: string, part: string): boolean {
  return whole.toLowerCase().includes(part.toLowerCase());
}

/** As {@link hasText}, but no further digit stands before or after a number. */
function hasWord(whole: string, part: string): boolean {
  const [text, word] = [whole.toLowerCase(), part.toLowerCase()];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const [before, after] = [text.charAt(at - 1), text.charAt(at + word.length)];
    const isPart = areDigits(before, word.charAt(0)) || areDigits(word.slice(-1), after);
    if (!isPart) return true;
  }
  return false;
}

function areDigits(...characters: readonly string[]): boolean {
  return characters.every((character) => /^\d$/.test(character));
}

function textOf({ payload }: TapeEvent): string {
  return payload === null ? "" : toText(payload);
}
