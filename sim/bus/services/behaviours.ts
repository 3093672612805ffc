/**
 * Behaviours of the services in the Jacdac service catalogue; a service without one is generic. A new behaviour is an entry
 * of the list in the file of its kind, or a file with a list of its own that is spread here.
 */
import type { ServiceSpec } from "../../device/image.ts";
import type { Behaviour } from "./behaviour.ts";
import { BUTTONS } from "./buttons.ts";
import { PIXEL_SCREENS } from "./indexed-screen.ts";
import { INFRASTRUCTURE } from "./infrastructure.ts";
import { KNOBS } from "./knobs.ts";
import { STRIPS } from "./led-strip.ts";
import { LIGHTS } from "./lights.ts";
import { MOVERS } from "./movers.ts";
import { PRESENCE } from "./presence.ts";
import { SCREENS } from "./screens.ts";
import { SENSORS } from "./sensors.ts";
import { SOUNDS } from "./sounds.ts";
import { STORAGE } from "./storage.ts";
import { CLOCKS } from "./time.ts";

/** By the short id of the service. */
const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  ...BUTTONS,
  ...CLOCKS,
  ...INFRASTRUCTURE,
  ...KNOBS,
  ...LIGHTS,
  ...MOVERS,
  ...PIXEL_SCREENS,
  ...PRESENCE,
  ...SCREENS,
  ...SENSORS,
  ...SOUNDS,
  ...STORAGE,
  ...STRIPS,
};

const GENERIC: Behaviour = {};

export function behaviourOf({ shortId }: ServiceSpec): Behaviour {
  return Object.hasOwn(BEHAVIOURS, shortId) ? BEHAVIOURS[shortId] : GENERIC;
}
