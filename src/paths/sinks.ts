/** Ways out of a program by who watches them, and those that the platform itself needs. */
import { CLOUD_ADAPTER_CLASS, SETTINGS_CLASS, WIFI_CLASS } from "../../sim/bus/native-services.ts";
import type { Observer } from "../../sim/tape/tape.ts";
import type { Exit } from "./boundary.ts";
import type { Outlet } from "./native.ts";
import type { Program } from "./program.ts";

const OBSERVERS: Readonly<Record<Outlet, readonly Observer[]>> = {
  socket: ["endpoint", "network"],
  host: ["endpoint", "network"],
  log: ["cable"],
  panic: ["cable"],
  exception: ["cable"],
  setting: ["flash", "cable"],
  command: ["bus", "cable"],
  report: ["bus", "cable"],
  cloud: ["endpoint", "network"],
  pins: ["bystander"],
  timer: ["endpoint", "network", "cable", "bystander"],
};
/** The command that joins a network, and the secrets that it takes, in their places. */
const JOIN = { command: "addNetwork", secrets: ["wifi.ssid", "wifi.psk"] };

const WIFI: readonly Observer[] = ["cable", "flash", "air", "bus"];
const CLOUD: readonly Observer[] = ["endpoint", "bus", "cable"];
/** Many services have an effect that people notice, such as a light. */
const NOTICED: readonly Observer[] = ["bus", "cable", "bystander"];

export interface WayOut {
  readonly outlet: Outlet;
  readonly observers: readonly Observer[];
  /** Reason why this secret may leave by it; null where none is known. */
  readonly release: string | null;
}

export function exitOf(exit: Exit, secret: string, program: Program): WayOut {
  const service = program.services[exit.target?.service ?? -1];
  const isOnBoard = service?.serviceClass === WIFI_CLASS;
  if (exit.outlet !== "command")
    return { outlet: exit.outlet, observers: OBSERVERS[exit.outlet], release: null };
  if (service?.serviceClass === SETTINGS_CLASS)
    return { outlet: "setting", observers: OBSERVERS.setting, release: null };
  const isJoin =
    isOnBoard &&
    exit.target?.packet?.name === JOIN.command &&
    (JOIN.secrets[exit.place] === secret || secret === "settings.?");
  return {
    outlet: "command",
    // Whether the board's own WiFi or another device on the bus answers is for the world to say.
    observers: isOnBoard ? WIFI : service?.serviceClass === CLOUD_ADAPTER_CLASS ? CLOUD : NOTICED,
    release: isJoin ? "platform/join" : null,
  };
}
