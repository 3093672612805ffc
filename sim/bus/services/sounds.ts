/** What is heard. */
import type { ServiceServer } from "../service.ts";
import type { Behaviour, Cause } from "./behaviour.ts";

/** Speech takes about this long a character. */
const SPOKEN_CHARACTER_MICROS = 70_000;
/** Length of a sound whose name is all that is known. */
const SOUND_MICROS = 2_000_000;
/** What a recorder is doing (Jacdac service catalogue, `soundrecorderwithplayback`). */
const RECORDER = { idle: 0, recording: 1, playing: 2 };

export const SOUNDS: Readonly<Record<string, Behaviour>> = {
  buzzer: {
    noticed: [],
    gate: "volume",
    commands: {
      play_tone: (server, values, cause) => {
        // Period, duty cycle and duration: without one of them nothing is heard.
        if (values.every((value) => value !== 0)) server.notice("play_tone", cause.data, cause.pcs);
      },
      play_note: (server, values, cause) => {
        if (values.every((value) => value !== 0)) server.notice("play_note", cause.data, cause.pcs);
      },
    },
  },
  soundplayer: {
    noticed: [],
    gate: "volume",
    initial: { volume: [1] },
    memory: { untilMicros: 0 },
    commands: {
      play: (server, _values, cause) => sound(server, "play", SOUND_MICROS, cause),
      cancel: (server, _values, cause) => silence(server, cause),
    },
  },
  speechsynthesis: {
    noticed: [],
    gate: "volume",
    initial: { enabled: [true], lang: ["en"] },
    memory: { untilMicros: 0 },
    commands: {
      speak: (server, [text], cause) => {
        if (server.number("enabled") === 0) return;
        sound(server, "speak", SPOKEN_CHARACTER_MICROS * String(text).length, cause);
      },
      cancel: (server, _values, cause) => silence(server, cause),
    },
  },
  soundrecorderwithplayback: {
    noticed: [],
    gate: "volume",
    initial: { volume: [1] },
    memory: { untilMicros: 0, doing: RECORDER.idle, recordedMillis: 0 },
    commands: {
      record: (server, [millis]) => {
        server.memory.doing = RECORDER.recording;
        server.memory.recordedMillis = millis;
        server.memory.untilMicros = server.nowMicros + 1000 * Number(millis);
      },
      play: (server, _values, cause) => {
        server.memory.doing = RECORDER.playing;
        sound(server, "play", 1000 * server.number("time"), cause);
      },
      cancel: (server, _values, cause) => {
        if (recorderState(server) === RECORDER.playing) silence(server, cause);
        server.memory.doing = RECORDER.idle;
      },
    },
    computed: {
      status: (server) => [recorderState(server)],
      time: (server) => [server.memory.recordedMillis as number],
    },
  },
  arcadesound: { noticed: ["play"], initial: { buffer_size: [4096] } },
  midioutput: { noticed: ["send", "clear"], gate: "enabled" },
};

/** Is heard for a while. */
function sound(server: ServiceServer, kind: string, micros: number, { data, pcs }: Cause): void {
  if (micros === 0) return;
  server.memory.untilMicros = server.nowMicros + micros;
  server.notice(kind, data, pcs);
}

/** Stops; that is heard only if there was a sound. */
function silence(server: ServiceServer, { data, pcs }: Cause): void {
  if (isSounding(server)) server.notice("cancel", data, pcs);
  server.memory.untilMicros = 0;
}

function isSounding(server: ServiceServer): boolean {
  return server.nowMicros < (server.memory.untilMicros as number);
}

function recorderState(server: ServiceServer): number {
  return isSounding(server) ? (server.memory.doing as number) : RECORDER.idle;
}
