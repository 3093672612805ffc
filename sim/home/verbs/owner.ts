/** Things that the owner does with the phone, and somebody else at the USB cable. */
import { PAIRINGS, type Pairing } from "../../pairing/pairing.ts";
import { type CallValue, JSON_VALUE, type JsonValue, oneOf, optional, TEXT, VALUES } from "./fields.ts";
import { verb } from "./verb.ts";

/** A device that is asked to forget has this long before its settings are erased. */
const FORGET_MICROS = 2_000_000;

type Provision = {
  readonly ssid?: string;
  readonly by?: Pairing;
};

export const PROVISION = verb({
  about:
    "the owner hands over a network's credentials with the phone: the home's, unless `ssid` names a neighbour's; in the way that `by` says, else in the best one that the device offers",
  fields: { ssid: optional(TEXT), by: optional(oneOf(PAIRINGS)) },
  /** A network by name, or how it is handed over. */
  write: (network: string | Provision = {}): Provision =>
    typeof network === "string" ? { ssid: network } : network,
  isTried: true,
  happen: (stage, { ssid, by }) => stage.provision(stage.networkNamed(ssid ?? null), by ?? null),
});

type Call = {
  readonly service: string;
  readonly command: string;
  readonly values?: readonly CallValue[];
};

export const CALL = verb({
  about: "the phone calls a command of a service that the firmware offers",
  fields: { service: TEXT, command: TEXT, values: optional(VALUES) },
  write: (service: string, command: string, ...values: readonly CallValue[]): Call => ({
    service,
    command,
    values,
  }),
  isTried: true,
  happen: ({ phone }, { service, command, values }) => phone.call(service, command, values ?? []),
});

type Ask = {
  readonly service: string;
  readonly register: string;
};

export const ASK = verb({
  about: "the phone reads a register of a service that the firmware offers",
  fields: { service: TEXT, register: TEXT },
  write: (service: string, register: string): Ask => ({ service, register }),
  isTried: true,
  happen: ({ phone }, { service, register }) => phone.ask(service, register),
});

type Write = {
  readonly service: string;
  readonly register: string;
  readonly values: readonly CallValue[];
};

export const WRITE = verb({
  about: "the phone writes a register of a service that the firmware offers",
  fields: { service: TEXT, register: TEXT, values: VALUES },
  write: (service: string, register: string, ...values: readonly CallValue[]): Write => ({
    service,
    register,
    values,
  }),
  isTried: true,
  happen: ({ phone }, { service, register, values }) => phone.write(service, register, values),
});

export const READ_SETTING = verb({
  about: "somebody at the USB cable reads a setting",
  fields: { key: TEXT },
  write: (key: string): { readonly key: string } => ({ key }),
  isTried: false,
  happen: ({ bus }, { key }) => bus.readSetting(key),
});

type WriteSetting = {
  readonly key: string;
  readonly value: JsonValue;
};

export const WRITE_SETTING = verb({
  about: "somebody at the USB cable writes a setting, which firmware finds when it reads it the next time",
  fields: { key: TEXT, value: JSON_VALUE },
  write: (key: string, value: JsonValue): WriteSetting => ({ key, value }),
  isTried: true,
  happen: ({ bus }, { key, value }) => bus.writeSetting(key, JSON.stringify(value)),
});

export const FORGET = verb({
  about: "the owner removes the device from the app, which asks it to forget its home",
  fields: {},
  write: (): object => ({}),
  // A search asks for more: the next step does this too, and erases the settings.
  isTried: false,
  happen: ({ phone }) => phone.askToReset(),
});

export const FACTORY_RESET = verb({
  about:
    "the owner gives the device away: it is asked to forget, then its settings are erased and it restarts",
  fields: {},
  write: (): object => ({}),
  isTried: true,
  happen: ({ phone }, details, later) => {
    phone.askToReset();
    later(FORGET_MICROS, details);
  },
  afterwards: (stage) => stage.eraseSettings(),
});

export const HAND_OVER = verb({
  about: "somebody else holds the board now and reads its flash",
  fields: {},
  write: (): object => ({}),
  isTried: false,
  happen: (stage) => stage.handOver(),
});
