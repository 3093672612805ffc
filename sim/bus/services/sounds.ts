/** Things that can be heard. */
import type { Behaviour, Cause, Gate, Service } from "./behaviour.ts";

const MUTED: Gate = { register: "volume", whenZero: "unseen" };
const SWITCHED_OFF: Gate = { register: "enabled", whenZero: "unseen" };

/** How long a sound of unknown length is taken to last. */
const SOUND_MICROS = 3_000_000;
/** How long speech takes, for each character. */
const CHARACTER_MICROS = 60_000;

/** The memory of what makes sounds: when the last one is over. */
const SILENT = { untilMicros: 0 };

function soundFor(server: Service, micros: number): void {
  server.memory.untilMicros = server.nowMicros + micros;
}

/** Somebody hears a sound stop, if there was one. */
function cancel(server: Service, _values: unknown, { data, pcs }: Cause): void {
  if (server.nowMicros < Number(server.memory.untilMicros)) server.notice("cancel", data, pcs);
  server.memory.untilMicros = 0;
}

const speech: Behaviour = {
  initial: { lang: ["en"] },
  memory: SILENT,
  noticed: ["speak"],
  gate: SWITCHED_OFF,
  commands: {
    speak: (server, [text]) => soundFor(server, CHARACTER_MICROS * String(text).length),
    cancel,
  },
};

const player: Behaviour = {
  initial: { volume: [0.5] },
  memory: SILENT,
  noticed: ["play"],
  gate: MUTED,
  commands: { play: (server) => soundFor(server, SOUND_MICROS), cancel },
};

/** States of the recorder (Jacdac service catalogue, sound recorder with playback). */
const RECORDER = { idle: 0, recording: 1, playing: 2 };

const recorder: Behaviour = {
  initial: { volume: [0.5] },
  memory: { ...SILENT, run: 0 },
  noticed: ["play"],
  gate: MUTED,
  commands: {
    play: (server) => {
      const lengthMicros = 1000 * server.number("time");
      soundFor(server, lengthMicros);
      busy(server, RECORDER.playing, lengthMicros);
    },
    record: (server, [millis]) => {
      server.set("time", [millis]);
      busy(server, RECORDER.recording, 1000 * Number(millis));
    },
    cancel: (server, values, cause) => {
      cancel(server, values, cause);
      busy(server, RECORDER.idle, 0);
    },
  },
  due: (server, { run }) => {
    if (run === server.memory.run) server.set("status", [RECORDER.idle]);
  },
};

function busy(server: Service, status: number, micros: number): void {
  const run = Number(server.memory.run) + 1;
  server.memory.run = run;
  server.set("status", [status]);
  server.later(micros, { run });
}

export const SOUNDS: Readonly<Record<string, Behaviour>> = {
  buzzer: { noticed: ["play_tone", "play_note"], gate: MUTED },
  soundplayer: player,
  soundrecorderwithplayback: recorder,
  speechsynthesis: speech,
  midioutput: { noticed: ["send"], gate: SWITCHED_OFF },
  arcadesound: { noticed: ["play"], initial: { buffer_size: [4096] } },
};
