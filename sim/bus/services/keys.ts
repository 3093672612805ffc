/** Things with keys that a person presses: buttons, keypads, touch pads, game controllers. */
import type { FieldValue } from "../pack.ts";
import type { ServiceServer } from "../service.ts";
import type { Behaviour, PressAction } from "./behaviour.ts";

/** Time between `hold` events, and from when on a press is a long one (jacdac-c, button.c and multicaptouch.c). */
const HOLD_MICROS = 500_000;
/** How long a finger stays on a key where the scenario does not say. */
const PRESS_MICROS = 120_000;
/** Readings of a touched and of an untouched channel (Jacdac service catalogue, `multitouch`). */
const TOUCHED = 140;
const TOUCH_CHANNELS = 12;
/** A button has one key, which counts as pressed from this pressure on. */
const BUTTON_KEY = 0;
const PRESSED = 0.5;
const KEYPAD_LABELS = ["1", "2", "3", "A", "4", "5", "6", "B", "7", "8", "9", "C", "*", "0", "#", "D"];
const ALL_GAMEPAD_BUTTONS = 0xfff;

/** The events of a key, by what happens to it; those that are not named do not exist. */
interface Keyboard {
  readonly down: string;
  readonly up?: string;
  readonly hold?: string;
  /** Let go before, and after, it counts as a long press. */
  readonly click?: string;
  readonly longClick?: string;
  /** The key that is meant when a scenario names none. */
  readonly usual: number;
  /** What events carry: the key, or the milliseconds since it went down. */
  readonly carries: "key" | "millis";
  /** The key that a scenario names; null when there is none like that. */
  readonly find: (server: ServiceServer, name: number | string) => number | null;
  /** Shows in registers which keys are down. */
  readonly show: (server: ServiceServer, down: readonly number[]) => void;
  /** What the events carry, where it is neither. */
  readonly changed?: (down: readonly number[]) => readonly FieldValue[];
}

/** A key that is down. */
interface Held {
  readonly key: number;
  readonly sinceMicros: number;
  /** Tells this press from the next one of the same key. */
  readonly press: number;
}

interface KeyMemory {
  held: readonly Held[];
  presses: number;
}

/** Presses a key, or lets it go. */
type Hand = (server: ServiceServer, key: number, down: boolean) => void;

type KeyMessage = { readonly then: "hold" | "release"; readonly press: number };

const BUTTON = keyboard({
  down: "down",
  up: "up",
  hold: "hold",
  usual: BUTTON_KEY,
  carries: "millis",
  find: () => null,
  show: (server, down) => {
    server.set("pressure", [down.length]);
    server.set("pressed", [down.length > 0]);
  },
});

/** A button whose pressure a scenario may set as well. */
const PRESSURE_BUTTON: Behaviour = {
  ...BUTTON,
  changed: {
    pressure: (server) => {
      const pressure = server.values("pressure");
      BUTTON.hand(server, BUTTON_KEY, Number(pressure[0]) > PRESSED);
      server.set("pressure", pressure);
    },
  },
};

export const KEYS: Readonly<Record<string, Behaviour>> = {
  button: PRESSURE_BUTTON,
  keyboardclient: keyboard({
    down: "down",
    hold: "hold",
    // Space (USB HID usage tables, keyboard page).
    usual: 0x2c,
    carries: "key",
    find: (_server, name) => keyNumber(name, 0xffff),
    show: () => {},
  }),
  matrixkeypad: {
    ...keyboard({
      down: "down",
      up: "up",
      click: "click",
      longClick: "long_click",
      usual: 0,
      carries: "key",
      find: (_server, name) => {
        const labelled = KEYPAD_LABELS.indexOf(String(name).toUpperCase());
        return typeof name === "string" && labelled >= 0
          ? labelled
          : keyNumber(name, KEYPAD_LABELS.length - 1);
      },
      show: (server, down) => server.set("pressed", down),
    }),
    initial: { rows: [4], columns: [4], labels: KEYPAD_LABELS },
  },
  multitouch: {
    ...keyboard({
      down: "touch",
      up: "release",
      click: "tap",
      longClick: "long_press",
      usual: 0,
      carries: "key",
      find: (_server, name) => keyNumber(name, TOUCH_CHANNELS - 1),
      show: (server, down) => server.set("capacity", capacities(down)),
    }),
    initial: { capacity: capacities([]) },
  },
  gamepad: {
    ...keyboard({
      down: "buttons_changed",
      up: "buttons_changed",
      usual: 0x10,
      carries: "key",
      find: (server, name) => {
        const member = Object.entries(server.spec.enums.Buttons?.members ?? {}).find(
          ([label]) => label.toLowerCase() === String(name).toLowerCase(),
        );
        return member?.[1] ?? keyNumber(name, ALL_GAMEPAD_BUTTONS);
      },
      show: (server, down) => {
        const [, x, y] = server.values("direction");
        server.set("direction", [mask(down), x, y]);
      },
      changed: (down) => [mask(down)],
    }),
    initial: { buttons_available: [ALL_GAMEPAD_BUTTONS], variant: [4] },
  },
};

function keyboard(keys: Keyboard): Behaviour & { hand: Hand } {
  const hand: Hand = (server, key, down) => {
    const memory = memoryOf(server);
    const before = memory.held.find((held) => held.key === key);
    if ((before !== undefined) === down) return;
    const press = down ? ++memory.presses : 0;
    const held = down ? { key, sinceMicros: server.nowMicros, press } : before!;
    memory.held = down ? [...memory.held, held] : memory.held.filter((other) => other !== before);
    const allDown = memory.held.map((other) => other.key);
    keys.show(server, allDown);
    const values = keys.changed?.(allDown) ?? carried(keys, server, held);
    if (down) {
      // A press is of no length yet.
      server.emit(keys.down, keys.carries === "millis" ? [] : values);
      server.later(HOLD_MICROS, { then: "hold", press } satisfies KeyMessage);
      return;
    }
    if (keys.up !== undefined) server.emit(keys.up, values);
    const long = server.nowMicros - held.sinceMicros >= HOLD_MICROS;
    const click = long ? keys.longClick : keys.click;
    if (click !== undefined) server.emit(click, values);
  };
  return {
    hand,
    memory: { held: [], presses: 0 } satisfies KeyMemory,
    press: (server: ServiceServer, { key: name, forMicros }: PressAction) => {
      const key = name === undefined ? keys.usual : keys.find(server, name);
      if (key === null) throw server.cannot(`be pressed at ${JSON.stringify(name)}`);
      hand(server, key, true);
      const held = memoryOf(server).held.find((other) => other.key === key);
      const message: KeyMessage = { then: "release", press: held!.press };
      server.later(forMicros ?? PRESS_MICROS, message);
    },
    due: (server, message) => {
      const { then, press } = message as KeyMessage;
      const held = memoryOf(server).held.find((other) => other.press === press);
      if (held === undefined) return;
      if (then === "release") return hand(server, held.key, false);
      if (keys.hold === undefined) return;
      server.emit(keys.hold, carried(keys, server, held));
      server.later(HOLD_MICROS, { then: "hold", press } satisfies KeyMessage);
    },
  };
}

function carried(keys: Keyboard, server: ServiceServer, held: Held): readonly FieldValue[] {
  return [keys.carries === "key" ? held.key : Math.floor((server.nowMicros - held.sinceMicros) / 1000)];
}

function memoryOf(server: ServiceServer): KeyMemory {
  return server.memory as unknown as KeyMemory;
}

function keyNumber(name: number | string, most: number): number | null {
  const number = Number(name);
  return Number.isInteger(number) && number >= 0 && number <= most ? number : null;
}

function capacities(down: readonly number[]): number[] {
  return Array.from({ length: TOUCH_CHANNELS }, (_, channel) => (down.includes(channel) ? TOUCHED : 0));
}

function mask(down: readonly number[]): number {
  return down.reduce((bits, button) => bits | button, 0);
}
