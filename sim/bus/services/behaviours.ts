/** Which behaviour belongs to which service of the Jacdac service catalogue; a service without one is generic. */
import type { ServiceSpec } from "../../image.ts";
import type { Behaviour } from "./behaviour.ts";
import { SENSORS } from "./sensors.ts";

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = { ...SENSORS };

const GENERIC: Behaviour = {};

export function behaviourOf({ shortId }: ServiceSpec): Behaviour {
  return Object.hasOwn(BEHAVIOURS, shortId) ? BEHAVIOURS[shortId] : GENERIC;
}
