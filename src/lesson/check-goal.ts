/** Holds a firmware against the goal of its lesson: each deed is played in a home of its own and looked for there. */

import { BadScenario, type ScenarioData, scenario } from "../../sim/home/scenario.ts";
import type { World } from "../../sim/home/world.ts";
import { toText } from "../../sim/tape/bytes.ts";
import { parseDuration } from "../../sim/tape/duration.ts";
import type { TapeEvent } from "../../sim/tape/tape.ts";
import type { BuiltFirmware } from "../compile/image.ts";
import { type LivedOptions, livedWorld } from "../subjects/lived-world.ts";
import type { Deed, Goal, GoalResult, Sight } from "./goal.ts";
import { type SeenRequest, seenRequests } from "./seen-requests.ts";

const SET_UP: ScenarioData = scenario("set up").provision();

/** Result for each deed. */
export function checkGoal(
  { deeds }: Goal,
  built: Pick<BuiltFirmware, "image" | "board">,
  tools: Pick<LivedOptions, "vm" | "crypto">,
): GoalResult {
  return { deeds: deeds.map((deed) => ({ name: deed.name, isDone: isDone(deed, built, tools) })) };
}

function isDone(
  deed: Deed,
  built: Pick<BuiltFirmware, "image" | "board">,
  { vm, crypto }: Pick<LivedOptions, "vm" | "crypto">,
): boolean {
  const { scenario: happens = SET_UP, settings } = deed;
  const world = livedWorld(built, { vm, crypto, settings, scenario: happens });
  try {
    world.powerOn();
    world.runUntil(parseDuration(deed.for)!);
  } catch (error) {
    // Nobody can press a button that the firmware does not ask for.
    if (error instanceof BadScenario) return false;
    throw error;
  }
  const seen = deed.shows.every((sight) => isSeen(sight, world));
  world.release();
  return seen;
}

function isSeen(sight: Sight, world: World): boolean {
  const { events } = world.tape;
  switch (sight.what) {
    case "joins":
      return world.credentialsUsed && events.some(isHandshake);
    case "forgets":
      return !world.wifi.knowsNetwork && !world.wifi.online;
    case "request":
      return makesRequests(sight, seenRequests(events));
    case "packets":
      return packetsTo(events, sight.to) >= sight.times;
    case "actuator":
      return showsOn(sight, events);
    case "log":
      return events.some(
        (e) => e.channel === "log" && textOf(e).toLowerCase().includes(sight.has.toLowerCase()),
      );
  }
}

/** The device answers an access point that asked for proof of the passphrase (IEEE 802.11, 12.7.6). */
function isHandshake({ channel, from, kind }: TapeEvent): boolean {
  return channel === "wifi" && from === "device" && kind.startsWith("eapol");
}

function makesRequests(
  sight: Extract<Sight, { readonly what: "request" }>,
  requests: readonly SeenRequest[],
): boolean {
  const { to, method, path = "/", has = [], members = {}, numbers = 0, same, times = 1 } = sight;
  const found = requests.filter(
    (request) =>
      isTo(request.to, to) &&
      (method === undefined || request.method === method) &&
      request.path.startsWith(path) &&
      has.every((text) => request.text.toLowerCase().includes(text.toLowerCase())) &&
      Object.entries(members).every(([name, type]) => isOfType(request.members[name], type)) &&
      Object.values(request.members).filter((value) => typeof value === "number").length >= numbers,
  );
  return found.length >= times && (same === undefined || isSame(found.map(({ members }) => members[same])));
}

/** `wanted`: a host with its port, or without one for any. */
function isTo(peer: string, wanted: string): boolean {
  return peer === wanted || peer.replace(/:\d+$/, "") === wanted;
}

function isOfType(value: unknown, type: string): boolean {
  return value !== null && value !== undefined && (type === "any" || typeof value === type);
}

function isSame(values: readonly unknown[]): boolean {
  const [first] = values;
  return first !== undefined && first !== "" && values.every((value) => value === first);
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

function showsOn(
  { thing, text = "", states = 1 }: Extract<Sight, { readonly what: "actuator" }>,
  events: readonly TapeEvent[],
): boolean {
  const shown = events
    .filter((event) => event.channel === "actuator" && event.to === thing)
    .map(textOf)
    .filter((content) => content.includes(text));
  return new Set(shown).size >= states;
}

function textOf({ payload }: TapeEvent): string {
  return payload === null ? "" : toText(payload);
}
