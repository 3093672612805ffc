/** Things that happen to the board itself: power, program, clock, memory, and the wire that it hangs on. */
import { COUNT, type Duration, micros, optional, SHARE, TIME } from "./fields.ts";
import type { Stage } from "./stage.ts";
import { type Verb, verb } from "./verb.ts";

/** Time without current where the scenario does not say. */
const POWER_CUT_MICROS = 2_000_000;
/** Share of the page that is still written. */
const TEAR = 0.5;

type CutPower = {
  readonly for?: Duration;
  readonly atWrite?: number;
  readonly tear?: number;
};

export const CUT_POWER = verb({
  about:
    "the current fails: now, or during the n-th flash page written from now on, of which the share `tear` is still written",
  fields: { for: optional(TIME), atWrite: optional(COUNT), tear: optional(SHARE) },
  write: (options: CutPower = {}): CutPower => options,
  isTried: true,
  happen: ({ device }, { for: duration, atWrite, tear }) => {
    if (atWrite !== undefined) device.cutPowerAtWrite(atWrite, tear ?? TEAR);
    else {
      device.cutPower();
      device.restart(duration === undefined ? POWER_CUT_MICROS : micros(duration));
    }
  },
});

type BrownOut = {
  readonly times: number;
  readonly every: Duration;
};

const brownOut: Verb<BrownOut, never>["happen"] = ({ device }: Stage, { times, every }, later) => {
  device.cutPower();
  device.restart();
  if (times > 1) later(micros(every), { times: times - 1, every });
};

export const BROWN_OUT = verb({
  about: "the supply gives way again and again",
  fields: { times: COUNT, every: TIME },
  write: (times: number, every: Duration): BrownOut => ({ times, every }),
  isTried: true,
  happen: brownOut,
  afterwards: brownOut,
});

export const RESET = verb({
  about: "the board restarts",
  fields: {},
  write: (): object => ({}),
  isTried: true,
  happen: ({ device }) => device.restart(),
});

export const UPDATE = verb({
  about: "the same program is flashed again",
  fields: {},
  write: (): object => ({}),
  isTried: false,
  happen: ({ device, image }) => device.flashProgram(image),
});

export const JUMP_CLOCK = verb({
  about: "the device's own clock jumps ahead",
  fields: { by: TIME },
  write: (by: Duration): { readonly by: Duration } => ({ by }),
  isTried: true,
  happen: ({ device }, { by }) => device.jumpClock(micros(by)),
});

export const STRESS_MEMORY = verb({
  about: "garbage is collected at every allocation",
  fields: {},
  write: (): object => ({}),
  isTried: false,
  happen: ({ device }) => device.stressMemory(),
});

export const HOLD_MEMORY = verb({
  about: "so many bytes of the device's memory are taken away until it restarts",
  fields: { sizeBytes: COUNT },
  write: (sizeBytes: number): { readonly sizeBytes: number } => ({ sizeBytes }),
  isTried: [{ sizeBytes: 16_384 }],
  happen: ({ device }, { sizeBytes }) => device.holdMemory(sizeBytes),
});

export const CHANCE = verb({
  about:
    "random numbers that firmware draws have this share of their range from now on: 0 for the least, 1 for the largest",
  fields: { share: SHARE },
  write: (share: number): { readonly share: number } => ({ share }),
  isTried: true,
  happen: ({ device }, { share }) => device.forceChance(share),
});

export const NOISE = verb({
  about: "frames to the device get damaged, this share of them",
  fields: { share: SHARE },
  write: (share: number): { readonly share: number } => ({ share }),
  isTried: false,
  happen: ({ bus }, { share }) => {
    bus.noise = share;
  },
});
