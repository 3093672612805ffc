/** Carried errors: what was thrown in one thread, as plain data, to be thrown again in another. */
import { stackFrames } from "../stack-frames.ts";
import { UserError } from "../user-error.ts";

export interface CarriedError {
  readonly name: string;
  readonly stack: string;
  /** Of an error that a user can put right; null for all others, whose message may quote a secret. */
  readonly user: { readonly message: string; readonly exitCode: number } | null;
  /** Fields of an operating system's error, such as `code`. */
  readonly fields: Readonly<Record<string, string | number>>;
}

const FIELDS = ["code", "errno", "syscall"] as const;

export function carried(thrown: unknown): CarriedError {
  const error = thrown instanceof Error ? thrown : new Error();
  const user = error instanceof UserError ? { message: error.message, exitCode: error.exitCode } : null;
  const fields = Object.fromEntries(
    FIELDS.flatMap((field) => {
      const value: unknown = Reflect.get(error, field);
      return typeof value === "string" || typeof value === "number" ? [[field, value]] : [];
    }),
  );
  return { name: error.name, stack: stackFrames(error).join("\n"), user, fields };
}

export function uncarried({ name, stack, user, fields }: CarriedError): Error {
  if (user !== null) return new UserError(user.message, user.exitCode);
  return Object.assign(new Error("thrown in another thread"), { name, stack, ...fields });
}
