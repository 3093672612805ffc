/** Circumstances of a finding that are not the usual ones, by name and in words. */
import type { Circumstances, SettingForm } from "../judge/subject.ts";

export const CIRCUMSTANCES = [
  "factoryFresh",
  "settings",
  "storedAsNumber",
  "storedAsList",
  "storedAsObject",
  "surroundings",
  "deviceId",
  "values",
  "bare",
  "boardProcessor",
  "ownBoard",
] as const;

export type Circumstance = (typeof CIRCUMSTANCES)[number];

const WORDS: Readonly<Record<Circumstance, string>> = {
  factoryFresh: "on a board fresh from the factory",
  settings: "with every setting set",
  storedAsNumber: "with the setting stored as a number",
  storedAsList: "with the setting stored as a list",
  storedAsObject: "with the setting stored as an object",
  surroundings: "with another device id, other addresses and other round-trip times",
  deviceId: "with a device id that the firmware asks for",
  values: "with values of credentials that the firmware asks for",
  bare: "with nothing else on the bus",
  boardProcessor: "when computing takes time",
  ownBoard: "on the board that it is for, where it crashes",
};

/** Names alone: keys and values of settings stay out of reports. Empty for the usual circumstances. */
export function circumstanceNames(circumstances: Circumstances): Circumstance[] {
  const { factoryFresh, settings, forms, surroundingsSeed, isBare, boardProcessor, onSimulatorBoard } =
    circumstances;
  const { deviceId, values } = circumstances;
  const isStoredAs = (kind: SettingForm["kind"]) =>
    Object.values(forms ?? {}).some((form) => form.kind === kind);
  const holds: Readonly<Record<Circumstance, boolean>> = {
    factoryFresh: factoryFresh === true,
    settings: Object.keys(settings ?? {}).length > 0,
    storedAsNumber: isStoredAs("number"),
    storedAsList: isStoredAs("list"),
    storedAsObject: isStoredAs("object"),
    surroundings: surroundingsSeed !== undefined,
    deviceId: deviceId !== undefined,
    values: Object.keys(values ?? {}).length > 0,
    bare: isBare === true,
    boardProcessor: boardProcessor === true,
    ownBoard: onSimulatorBoard === false,
  };
  return CIRCUMSTANCES.filter((name) => holds[name]);
}

/** Such as `on a board fresh from the factory`; null for the usual circumstances. */
export function circumstanceText(names: readonly Circumstance[]): string | null {
  return names.length === 0 ? null : names.map((name) => WORDS[name]).join(", ");
}
