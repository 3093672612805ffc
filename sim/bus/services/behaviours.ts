/** Which behaviour belongs to which service of the Jacdac service catalogue; a service without one is generic. */
import type { ServiceSpec } from "../../image.ts";
import type { Behaviour } from "./behaviour.ts";
import { CLOCKS } from "./clock.ts";
import { CONTACTS } from "./contacts.ts";
import { KEYS } from "./keys.ts";
import { KNOBS } from "./knobs.ts";
import { LIGHTS } from "./lights.ts";
import { MOVERS } from "./movers.ts";
import { OTHERS } from "./others.ts";
import { POSTURES } from "./postures.ts";
import { SCREENS } from "./screens.ts";
import { SENSORS } from "./sensors.ts";
import { SETTINGS } from "./settings.ts";
import { SOUNDS } from "./sounds.ts";

/** By the service's short id. */
const BEHAVIOURS: ReadonlyMap<string, Behaviour> = new Map(
  [
    CLOCKS,
    CONTACTS,
    KEYS,
    KNOBS,
    LIGHTS,
    MOVERS,
    OTHERS,
    POSTURES,
    SCREENS,
    SENSORS,
    SETTINGS,
    SOUNDS,
  ].flatMap((group) => Object.entries(group)),
);

const GENERIC: Behaviour = {};

export function behaviourOf({ shortId }: ServiceSpec): Behaviour {
  return BEHAVIOURS.get(shortId) ?? GENERIC;
}
