/** A round of the interception game: its appliance lives in a home with made-up credentials, and somebody records it. */
import { formatFlash } from "../../../../sim/device/flash-pages.ts";
import type { World } from "../../../../sim/home/world.ts";
import { concat, concatAll, toBytes } from "../../../../sim/tape/bytes.ts";
import type { BuiltFirmware } from "../../../compile/image.ts";
import { canary } from "../../../judge/policy/secret.ts";
import { pcapng } from "../../../report/pcapng.ts";
import { livedWorld } from "../../../subjects/lived-world.ts";
import type { Tools } from "../../../tasks/judge.ts";
import type { Sought } from "../game/comparison.ts";
import { ROUNDS, type Round } from "../game/rounds.ts";
import { harOf } from "./har-of.ts";

export interface RecordedRound {
  /** Name of the recording as a file. */
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly secret: Sought;
}

/** Names of the credentials that are made up for a round, its own among them. */
const MADE_UP = ["wifi.ssid", "wifi.psk", "settings.token"] as const;
const ENDINGS: Readonly<Record<Round["recording"], string>> = {
  packets: "pcapng",
  requests: "har",
  log: "log",
  flash: "bin",
};

/** The same bytes for the same `attempt`, which counts from 1. */
export function recordedRound(
  round: Round,
  built: Pick<BuiltFirmware, "image" | "board">,
  tools: Tools,
  attempt: number,
): RecordedRound {
  const { id, secret: name, recording, micros, scenario } = round;
  // Each round has values of its own.
  const seed = attempt * ROUNDS.length + ROUNDS.indexOf(round);
  const [ssid, psk, token] = MADE_UP.map((secret) => canary(secret, seed).value);
  const world = livedWorld(built, { ...tools, seed, home: { ssid, psk }, settings: { token }, scenario });
  world.powerOn();
  world.runUntil(micros);
  return {
    file: `${id}.${ENDINGS[recording]}`,
    bytes: RECORDERS[recording](world),
    secret: { name, value: canary(name, seed).value },
  };
}

const RECORDERS: Readonly<Record<Round["recording"], (world: World) => Uint8Array>> = {
  packets: ({ tape }) => concatAll([...pcapng(tape.events, "tightlip lab")]),
  requests: ({ tape }) => toBytes(JSON.stringify(harOf(tape.events), null, 1)),
  log({ tape }) {
    const lines = tape.events.flatMap(({ channel, payload }) =>
      channel === "log" && payload !== null ? [payload, LINE_END] : [],
    );
    return concatAll(lines);
  },
  /** Of the appliance's own store and program, and of the store of the board's WiFi service, which is apart. */
  flash(world) {
    const before = world.tape.length;
    world.handOver();
    const entries = world.tape.events
      .slice(before)
      .flatMap(({ channel, to, payload }) =>
        channel === "flash" && to !== null && payload !== null ? [[to, payload] as const] : [],
      );
    return concat(world.device.flash, formatFlash(Object.fromEntries(entries)));
  },
};

const LINE_END = toBytes("\r\n");
