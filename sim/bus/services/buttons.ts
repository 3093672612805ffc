/** Things that a person presses: buttons, switches, keys, pads. */
import type { FieldValue } from "../pack.ts";
import type { Behaviour, PressAction, Service } from "./behaviour.ts";
import { HOLD_MICROS, holdKey, isHeld, keyDue, millis, NO_KEYS_HELD, releaseKey } from "./keys.ts";

/** A button has one key. */
const KEY = 0;

const button: Behaviour = {
  memory: NO_KEYS_HELD,
  press: (server, { forMicros }) => buttonDown(server, 1, forMicros),
  changed: {
    pressure: (server) => {
      const pressure = server.number("pressure");
      if (pressure > 0) buttonDown(server, pressure, null);
      else buttonUp(server, releaseKey(server, KEY));
    },
    pressed: (server) => {
      if (server.number("pressed") !== 0) buttonDown(server, 1, null);
      else buttonUp(server, releaseKey(server, KEY));
    },
  },
  due: keyDue({
    stillHeld: (server, _key, heldMicros) => server.emit("hold", [millis(heldMicros)]),
    released: (server, _key, heldMicros) => buttonUp(server, heldMicros),
  }),
};

function buttonDown(server: Service, pressure: number, forMicros: number | null | undefined): void {
  server.set("pressure", [pressure]);
  server.set("pressed", [true]);
  if (holdKey(server, KEY, forMicros)) server.emit("down");
}

function buttonUp(server: Service, heldMicros: number | null): void {
  server.set("pressure", [0]);
  server.set("pressed", [false]);
  if (heldMicros !== null) server.emit("up", [millis(heldMicros)]);
}

const toggle: Behaviour = {
  initial: { variant: [5] },
  memory: { on: false },
  press: (server) => flip(server, server.memory.on !== true),
  changed: { active: (server) => flip(server, server.number("active") !== 0) },
};

function flip(server: Service, on: boolean): void {
  if (server.memory.on === on) return;
  server.memory.on = on;
  server.set("active", [on]);
  server.emit(on ? "on" : "off");
}

const keyboard: Behaviour = {
  memory: NO_KEYS_HELD,
  press: (server, action) => {
    const key = numberedKey(server, action, 0xffff);
    if (holdKey(server, key, action.forMicros)) server.emit("down", [key]);
  },
  due: keyDue({ stillHeld: (server, key) => server.emit("hold", [key]) }),
};

const KEYPAD_LABELS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

const keypad: Behaviour = {
  initial: { rows: [4], columns: [3], labels: KEYPAD_LABELS },
  memory: NO_KEYS_HELD,
  press: (server, action) => {
    const label = KEYPAD_LABELS.indexOf(String(action.key ?? ""));
    const key =
      typeof action.key === "string" && label >= 0
        ? label
        : numberedKey(server, action, KEYPAD_LABELS.length - 1);
    if (!holdKey(server, key, action.forMicros)) return;
    showPressed(server);
    server.emit("down", [key]);
  },
  due: keyDue({
    released: (server, key, heldMicros) => {
      showPressed(server);
      server.emit("up", [key]);
      server.emit(heldMicros < HOLD_MICROS ? "click" : "long_click", [key]);
    },
  }),
};

function showPressed(server: Service): void {
  const keys = KEYPAD_LABELS.map((_, key) => key);
  server.set(
    "pressed",
    keys.filter((key) => isHeld(server, key)),
  );
}

/** Capacity of each channel, untouched and touched, in the reading's own counts. */
const UNTOUCHED = [4, -3, 6, 1, -2, 5];
const TOUCH = 620;

const multitouch: Behaviour = {
  initial: { capacity: UNTOUCHED },
  memory: NO_KEYS_HELD,
  press: (server, action) => {
    const channel = numberedKey(server, action, UNTOUCHED.length - 1);
    if (!holdKey(server, channel, action.forMicros)) return;
    server.set("capacity", capacities(server));
    server.emit("touch", [channel]);
  },
  due: keyDue({
    released: (server, channel, heldMicros) => {
      server.set("capacity", capacities(server));
      server.emit("release", [channel]);
      server.emit(heldMicros < HOLD_MICROS ? "tap" : "long_press", [channel]);
    },
  }),
};

function capacities(server: Service): FieldValue[] {
  return UNTOUCHED.map((capacity, channel) => capacity + (isHeld(server, channel) ? TOUCH : 0));
}

const gamepad: Behaviour = {
  initial: { variant: [4], buttons_available: [0xfff], direction: [0, 0, 0] },
  memory: { ...NO_KEYS_HELD, buttons: 0 },
  press: (server, action) => {
    const bit = gamepadButton(server, action);
    if (holdKey(server, bit, action.forMicros)) showButtons(server, server.number("direction") | bit);
  },
  changed: { direction: (server) => showButtons(server, server.number("direction")) },
  due: keyDue({ released: (server, bit) => showButtons(server, server.number("direction") & ~bit) }),
};

function gamepadButton(server: Service, action: PressAction): number {
  const members = server.spec.enums.Buttons?.members ?? {};
  const named = Object.entries(members).find(
    ([name]) => name.toLowerCase() === String(action.key ?? "A").toLowerCase(),
  );
  if (named === undefined)
    throw server.cannot(`press ${action.key}, its buttons are ${Object.keys(members).join(", ")}`);
  return named[1];
}

function showButtons(server: Service, buttons: number): void {
  const [, x, y] = server.values("direction");
  server.set("direction", [buttons, x, y]);
  if (server.memory.buttons === buttons) return;
  server.memory.buttons = buttons;
  server.emit("buttons_changed", [buttons]);
}

/** The key that the action names by its number, else the first one. */
function numberedKey(server: Service, { key = 0 }: PressAction, most: number): number {
  const number = Number(key);
  if (Number.isInteger(number) && number >= 0 && number <= most) return number;
  throw server.cannot(`press ${key}, its keys are 0 to ${most}`);
}

export const BUTTONS: Readonly<Record<string, Behaviour>> = {
  button,
  switch: toggle,
  keyboardclient: keyboard,
  matrixkeypad: keypad,
  multitouch,
  gamepad,
};
