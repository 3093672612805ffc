/** Things that happen to the home's WiFi and to the line behind it. */
import { type Duration, micros, optional, SHARE, TEXT, TIME } from "./fields.ts";
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

export const LOSE_MESSAGES = verb({
  about: "messages get lost on the way, this share of them",
  fields: { share: SHARE },
  write: (share: number): { readonly share: number } => ({ share }),
  isTried: [{ share: 0.5 }],
  happen: ({ network }, { share }) => {
    network.loss = share;
  },
});
