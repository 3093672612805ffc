/** A device that is provisioned with sealed blobs only, for tests that hand it some. */
import { decodeFrame, GET_REGISTER, serverIdOf } from "../../sim/bus/frame.ts";
import { PAIRING_CODE } from "../../sim/device/device-config.ts";
import type { Image } from "../../sim/device/image.ts";
import { scenario } from "../../sim/home/scenario.ts";
import type { WorldOptions } from "../../sim/home/world.ts";
import { SEALED_STATE } from "../../sim/pairing/phone.ts";
import {
  type ApplianceState,
  provesAcceptance,
  readState,
  sealOffer,
} from "../../sim/sealed/sealed-offer.ts";
import { fromHex, toBytes } from "../../sim/tape/bytes.ts";
import { Life } from "../../src/subjects/play.ts";
import { nodeCrypto } from "../../src/world-crypto.ts";
import { firmware, SECOND, worldWith } from "../firmware.ts";

export const CODE = toBytes("0123456789ABCDEF");
export const OWNER_KEY = new Uint8Array(32).fill(0x5a);
export const SERVICE = "sealedProvisioning";

/** An appliance in a world without a phone that provisions by itself. */
export function appliance(
  options: Partial<WorldOptions> = {},
  image: Image = firmware("devs/provisioned"),
): Life {
  const config = { "tightlip.key": "ab".repeat(32), [PAIRING_CODE]: "0123456789ABCDEF" };
  // The step makes the phone wait for us.
  const story = scenario("later").wait("24h").provision();
  const world = worldWith(image, { config, scenario: story, ...options });
  world.powerOn();
  world.runUntil(3 * SECOND);
  return new Life(world);
}

export const ready = appliance();
export const device = fromHex(ready.world.device.deviceId);
/** The command of services/sealed-provisioning.md. */
const OFFER = 0x80;
const MAX_STEPS = 100;
const STATUS = [
  "accepted",
  "malformed",
  "other version",
  "other device",
  "stale",
  "refused",
  "busy",
  "no consent",
];

/** The appliance's answer to a blob; time passes in steps until it comes. Empty when none does. */
export function answerTo(life: Life, blob: Uint8Array, step = "900ms"): Uint8Array {
  const before = life.events.length;
  life.world.phone.call(SERVICE, "offer", [blob]);
  return reported(life, OFFER, before, step);
}

/** The same in words. An acceptance without a proof under one of the secrets is said to be one. */
export function offer(
  life: Life,
  blob: Uint8Array,
  step?: string,
  secrets: readonly Uint8Array[] = [CODE, OWNER_KEY],
): string {
  const answer = answerTo(life, blob, step);
  if (answer.length === 0) return "nothing";
  const status = STATUS[answer[0]];
  if (status !== "accepted") return answer.length === 1 ? status : `${status}, and more`;
  const isProved = secrets.some((secret) => provesAcceptance(nodeCrypto, secret, blob, answer));
  return isProved ? status : "accepted without proof";
}

/** What the appliance says of itself. */
export function stateOf(life: Life): ApplianceState {
  const before = life.events.length;
  life.world.phone.ask(SERVICE, "state");
  return readState(reported(life, GET_REGISTER | SEALED_STATE, before, "5ms"))!;
}

function reported(life: Life, command: number, from: number, step: string): Uint8Array {
  const server = serverIdOf(life.world.device.deviceId);
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    const answer = life
      .continue(step)
      .events.slice(from)
      .filter((e) => e.from === "device" && e.channel === "frame" && e.kind === "report")
      .map((e) => decodeFrame(e.payload!)!)
      .filter((frame) => frame.device === server)
      .flatMap(({ packets }) => packets)
      .find((packet) => packet.index > 0 && packet.command === command);
    if (answer !== undefined) return answer.data;
  }
  return new Uint8Array();
}

interface Change {
  /** Default: what opens the appliance's blobs now. */
  readonly secret?: Uint8Array;
  readonly device?: Uint8Array;
  readonly challenge?: Uint8Array;
  readonly ownerKey?: Uint8Array;
  readonly forget?: true;
}

/** A blob for the appliance as it is now, with a network of that number. */
export function sealed(life: Life, number: number, change: Change = {}): Uint8Array {
  const state = stateOf(life);
  return sealOffer(
    nodeCrypto,
    {
      secret: state.isOwned ? OWNER_KEY : CODE,
      device,
      challenge: state.challenge,
      ownerKey: OWNER_KEY,
      ...change,
      network: change.forget ? null : { ssid: "home", psk: `passphrase-${number}` },
    },
    new Uint8Array(13).fill(number),
  );
}
