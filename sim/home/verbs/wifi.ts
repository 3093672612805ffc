/** Things that happen to the home's WiFi and to the line behind it. */
import { type Duration, FLAG, micros, optional, SHARE, SIGNAL_DBM, TEXT, TIME } from "./fields.ts";
import { verb } from "./verb.ts";

type LoseWifi = {
  readonly for?: Duration;
  readonly ssid?: string;
};

export const LOSE_WIFI = verb({
  about: "the home's access point goes off the air, or that with `ssid`: for a while, or until `restoreWifi`",
  fields: { for: optional(TIME), ssid: optional(TEXT) },
  write: (duration?: Duration): LoseWifi => ({ ...(duration !== undefined && { for: duration }) }),
  isTried: true,
  happen: (stage, details, later) => {
    stage.switchWifi(details.ssid ?? null, false);
    if (details.for !== undefined) later(micros(details.for), details);
  },
  afterwards: (stage, { ssid }) => stage.switchWifi(ssid ?? null, true),
});

export const RESTORE_WIFI = verb({
  about: "an access point is on the air again",
  fields: { ssid: optional(TEXT) },
  write: (): { readonly ssid?: string } => ({}),
  isTried: false,
  happen: (stage, { ssid }) => stage.switchWifi(ssid ?? null, true),
});

type Signal = {
  readonly dbm: number;
  readonly ssid?: string;
};

export const SIGNAL = verb({
  about: "the home's access point, or that with `ssid`, reaches the device with this strength",
  fields: { dbm: SIGNAL_DBM, ssid: optional(TEXT) },
  write: (dbm: number, ssid?: string): Signal => ({ dbm, ...(ssid !== undefined && { ssid }) }),
  isTried: true,
  happen: (stage, { dbm, ssid }) => stage.setSignal(ssid ?? null, dbm),
});

type NeighbourOptions = {
  readonly dbm?: number;
  readonly gone?: boolean;
};

type Neighbour = NeighbourOptions & {
  readonly ssid: string;
};

export const NEIGHBOUR = verb({
  about: "another access point, open to all, comes into reach, or with `gone` leaves it again",
  fields: { ssid: TEXT, dbm: optional(SIGNAL_DBM), gone: optional(FLAG) },
  write: (ssid: string, options: NeighbourOptions = {}): Neighbour => ({ ssid, ...options }),
  isTried: true,
  happen: (stage, { ssid, dbm, gone }) => {
    if (gone === true) stage.removeNeighbour(ssid);
    else stage.addNeighbour(ssid, dbm ?? null);
  },
});

export const LOSE_MESSAGES = verb({
  about: "messages get lost on the way, this share of them",
  fields: { share: SHARE },
  write: (share: number): { readonly share: number } => ({ share }),
  isTried: [{ share: 0.5 }],
  happen: ({ network }, { share }) => {
    network.loss = share;
  },
});
