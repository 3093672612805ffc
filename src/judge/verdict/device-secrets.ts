/**
 * Secrets of the device itself that no run can change: the key and the pairing code in its configuration, and what
 * firmware made and put into its vault. Like credentials in settings that it wrote, they are searched for.
 */
import { DEVICE_KEY, PAIRING_CODE } from "../../../sim/device/device-config.ts";
import { toLatin1, toText } from "../../../sim/tape/bytes.ts";
import type { SealedBlobs } from "../policy/sealed-blobs.ts";
import { givenSecret, type Secret } from "../policy/secret.ts";
import type { Run } from "../subject.ts";

/** Values shorter than this, such as a counter, are found by chance. */
const MIN_MADE_CHARACTERS = 8;
const PRINTABLE = /^[\x20-\x7e]+$/;

/** Secrets of the device in a run, without the values of known ones. */
export function deviceSecrets(run: Run, blobs: SealedBlobs, known: readonly Secret[]): Secret[] {
  const { config } = run.board;
  const factory = [
    { name: "device.key", value: config[DEVICE_KEY] },
    { name: "device.code", value: config[PAIRING_CODE] },
  ];
  const made = [...blobs.vaultValues].map(([tag, value]) => ({ name: `vault.${tag}`, value: toText(value) }));
  const isReceived = (value: string) =>
    run.tape.events.some(
      ({ from, payload }) => from !== "device" && payload !== null && toLatin1(payload).includes(value),
    );
  const isMade = (value: string) =>
    value.length >= MIN_MADE_CHARACTERS &&
    PRINTABLE.test(value) &&
    !known.some((secret) => value.includes(secret.value)) &&
    !isReceived(value);
  return [
    ...factory.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }])),
    ...made.filter(({ value }) => isMade(value)),
  ].map((secret) => givenSecret({ ...secret, setting: null }));
}
