/** A home in which one firmware lives, beside everything that a judge would look at. */
import { Scenario, type ScenarioData } from "../../sim/home/scenario.ts";
import { World, type WorldOptions } from "../../sim/home/world.ts";
import { toBytes } from "../../sim/tape/bytes.ts";
import type { BuiltFirmware } from "../compile/image.ts";

/** Least virtual time of a life whose scenario is shorter. */
const LEAST_MICROS = 60_000_000;

export interface LivedOptions
  extends Pick<WorldOptions, "vm" | "crypto" | "cpu" | "neighbours" | "servers" | "workBudget">,
    Partial<Pick<WorldOptions, "seed" | "home">> {
  readonly scenario?: ScenarioData;
  /** Settings in flash at power-on: key to value. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** The home at power-on. */
export function livedWorld(
  { image, board }: Pick<BuiltFirmware, "image" | "board">,
  { settings = {}, seed = 1, home = HOME, scenario = IDLE, ...world }: LivedOptions,
): World {
  const own = Object.entries(settings).map(([key, value]) => [key, toBytes(JSON.stringify(value))]);
  return new World({
    ...world,
    ...{ image, identity: board, seed, home, scenario },
    settings: { ...image.settings, ...Object.fromEntries(own) },
  });
}

/** Virtual time that a scenario needs, at least a minute. */
export function lengthOf({ name, steps }: ScenarioData = IDLE): number {
  return Math.max(new Scenario(name, steps).lengthMicros, LEAST_MICROS);
}

/** Home of a life where nothing says otherwise. */
export const HOME = { ssid: "home", psk: "a long enough passphrase" };
const IDLE: ScenarioData = { name: "", steps: [] };
