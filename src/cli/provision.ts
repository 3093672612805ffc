/** `tightlip provision`: hands WiFi credentials to a board, sealed under its pairing code. */
import { readSecretFile } from "../capture/known-secret.ts";
import { needLabel } from "../provision/label.ts";
import { pairingCodeFrom } from "../provision/offer.ts";
import { provisionedText } from "../report/provision.ts";
import { provision } from "../tasks/provision.ts";
import { followTask } from "./follow-task.ts";
import { printJson } from "./print-json.ts";
import { oneOf, secretValue } from "./secrets.ts";

interface Options {
  readonly port?: string;
  readonly baud?: number;
  readonly label?: string;
  readonly secrets?: string;
  /** The network has no passphrase. */
  readonly open?: true;
  readonly json?: true;
}

export async function provisionCommand(options: Options): Promise<number> {
  const { port, baud, label, json } = options;
  const known = options.secrets === undefined ? [] : readSecretFile(options.secrets);
  const ssid = await oneOf(known, "wifi.ssid");
  const psk = options.open ? "" : await oneOf(known, "wifi.psk");
  const code = label === undefined ? pairingCodeFrom(await secretValue("pairing.code")) : needLabel(label);
  const request = { port, baudRate: baud, code, network: { ssid, psk } };
  const result = await followTask((context) => provision(request, context));
  if (json) printJson(result);
  else process.stdout.write(provisionedText(result));
  return result.exitCode;
}
