/** `tightlip provision`: hands WiFi credentials to a board, sealed under its pairing code or owner key. */
import { readSecretFile } from "../capture/secret-file.ts";
import { needLabel } from "../provision/label.ts";
import { pairingCodeFrom } from "../provision/offer.ts";
import { CodeNeeded } from "../provision/provision-board.ts";
import { provisionedText } from "../report/provision.ts";
import { provision } from "../tasks/provision.ts";
import { warn } from "./failure.ts";
import { followTask } from "./follow-task.ts";
import { printJson } from "./print-json.ts";
import { givenValue, oneOf, secretValue, warnOfSecretIn } from "./secrets.ts";

interface Options {
  readonly port?: string;
  readonly baud?: number;
  readonly label?: string;
  readonly wasReset?: true;
  readonly secrets?: string;
  /** The network has no passphrase. */
  readonly open?: true;
  readonly json?: true;
}

export async function provisionCommand(options: Options): Promise<number> {
  const { port, baud, label, wasReset, json } = options;
  warnOfSecretIn("--label", label);
  const known = options.secrets === undefined ? [] : readSecretFile(options.secrets, warn);
  const ssid = await oneOf(known, "wifi.ssid");
  const psk = options.open ? "" : await oneOf(known, "wifi.psk");
  const given = label === undefined ? givenValue("pairing.code") : needLabel(label);
  const request = { port, baudRate: baud, wasReset, network: { ssid, psk } };
  const attempt = (code: string | null) =>
    followTask((context) => provision({ ...request, code: code && pairingCodeFrom(code) }, context));
  const result = await attempt(given).catch(async (error) => {
    if (!(error instanceof CodeNeeded)) throw error;
    return attempt(await secretValue("pairing.code"));
  });
  if (json) printJson(result);
  else process.stdout.write(provisionedText(result));
  return result.exitCode;
}
