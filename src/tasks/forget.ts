/** Task `forget`: erases what a board was told, and proves it. */
import { type KnownSecret, wantedOf } from "../capture/known-secret.ts";
import { EXIT_DONE, EXIT_LEAKS } from "../exit-codes.ts";
import { openPort } from "../flash/open-port.ts";
import { type Forgotten, forgetAll } from "../provision/forget-credentials.ts";
import { step, type TaskContext } from "./progress.ts";

export interface ForgetRequest {
  /** Default: the one port that can be meant. */
  readonly port?: string;
  readonly baudRate?: number;
  /** Secrets that are looked for besides those that the board holds. */
  readonly secrets: readonly KnownSecret[];
}

export interface ForgetResult extends Omit<Forgotten, "settings"> {
  readonly port: string;
  /** Keys of the settings that were there. */
  readonly erased: readonly string[];
  readonly exitCode: number;
}

/** Throws a UserError for a board that can't be read or does not forget. */
export async function forget(
  { port: portName, baudRate, secrets }: ForgetRequest,
  { on, signal }: TaskContext,
): Promise<ForgetResult> {
  on(step("connecting"));
  const { port, release } = await openPort(portName);
  try {
    const { settings, ...rest } = await forgetAll(port, {
      known: wantedOf(secrets),
      baudRate,
      signal,
      progress: (part) => on(step(part === "erasing" ? part : `reading ${part}`)),
    });
    const erased = [...new Set(settings.map(({ key }) => key))].sort();
    return { port: port.name, erased, ...rest, exitCode: rest.remains.length > 0 ? EXIT_LEAKS : EXIT_DONE };
  } finally {
    await release();
  }
}
