/** Rounds of the interception game, from easy to hard: an appliance, and who records what of it. */
import { type ScenarioData, scenario } from "../../../../sim/home/scenario.ts";

export interface Round {
  /** How words and progress name it. */
  readonly id: string;
  /** Firmware, a path in tightlip's package. */
  readonly main: string;
  /** Name of the credential that is looked for. */
  readonly secret: string;
  /**
   * Recording: packets on the way, as the router sees them; requests, as a proxy that the appliance trusts records
   * them; the log on the serial line; or the content of the flash chip.
   */
  readonly recording: "packets" | "requests" | "log" | "flash";
  /** Virtual time that is recorded. */
  readonly micros: number;
  readonly scenario?: ScenarioData;
}

const OWN = "devs/interception";
const LESSONS = "devs/lessons";
const SECOND = 1_000_000;

export const ROUNDS: readonly Round[] = [
  round("upload", `${OWN}/upload.ts`, "wifi.psk", "packets", 14),
  round("query", `${OWN}/query.ts`, "wifi.psk", "packets", 14),
  round("tls", `${LESSONS}/01-cloud-relay/leaky.ts`, "wifi.psk", "packets", 20),
  round("proxy", `${LESSONS}/01-cloud-relay/leaky.ts`, "wifi.psk", "requests", 50),
  round("login", `${OWN}/login.ts`, "settings.token", "packets", 14),
  round("debug", `${OWN}/debug.ts`, "wifi.psk", "log", 40),
  round("compressed", `${OWN}/compressed.ts`, "wifi.psk", "packets", 20),
  round("pieces", `${OWN}/pieces.ts`, "wifi.psk", "packets", 14),
  {
    ...round("sold", `${LESSONS}/03-it-was-not-saved/leaky.ts`, "wifi.psk", "flash", 24),
    scenario: scenario("sold").provision().wait("5s").press("button", "6s").wait("12s"),
  },
  round("nested", `${OWN}/nested.ts`, "wifi.psk", "packets", 14),
  round("sealed", `${LESSONS}/02-it-was-encrypted/leaky.ts`, "wifi.psk", "packets", 12),
];

export function roundOf(id: string): Round | null {
  return ROUNDS.find((round) => round.id === id) ?? null;
}

/** The one after it; null after the last. */
export function nextRound({ id }: Round): Round | null {
  return ROUNDS[ROUNDS.findIndex((round) => round.id === id) + 1] ?? null;
}

function round(
  id: string,
  main: string,
  secret: string,
  recording: Round["recording"],
  seconds: number,
): Round {
  return { id, main, secret, recording, micros: seconds * SECOND };
}
