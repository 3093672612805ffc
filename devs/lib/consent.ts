// Consent to one purpose: a notice is shown, a choice is made, and both are kept until it is withdrawn.
import * as ds from "@devicescript/core";
import { digest } from "@devicescript/crypto";
import { eraseBytes, readBytes, sameBytes, writeBytes } from "./store";

/** Choice (1), time (8, a double), then the hash of the notice. */
const TIME_AT = 1;
const HASH_AT = 9;
const HASH_BYTES = 8;
const RECORD_BYTES = HASH_AT + HASH_BYTES;
const YES = 1;
const NO = 0;

export interface Choice {
  granted: boolean;
  /** By the clock that the consent was made with. */
  atSeconds: number;
}

export class Consent {
  private readonly key: string;
  private readonly hash: Buffer;

  constructor(
    /** Purpose in a few words; each purpose has a consent of its own. */
    readonly purpose: string,
    /** Text that the owner is told. Another wording needs another choice. */
    readonly notice: string,
    /** Seconds; the runtime has no clock of its own, so by default since the device started. */
    private readonly clock: () => number = () => ds.millis() / 1000,
  ) {
    this.key = "c." + digest("sha256", purpose).slice(0, 5).toString("hex");
    this.hash = digest("sha256", notice).slice(0, HASH_BYTES);
  }

  /** Choice that was made about this very notice; undefined while there is none. */
  async choice(): Promise<Choice | undefined> {
    const record = await readBytes(this.key);
    if (record.length !== RECORD_BYTES || !sameBytes(record.slice(HASH_AT), this.hash)) return undefined;
    return { granted: record[0] === YES, atSeconds: record.getAt(TIME_AT, "f64") };
  }

  async granted(): Promise<boolean> {
    const choice = await this.choice();
    return choice?.granted === true;
  }

  /** Shows the notice, waits for the choice, and keeps it. A choice that was made already stands. */
  async ask(show: (notice: string) => Promise<boolean>): Promise<boolean> {
    const before = await this.choice();
    if (before !== undefined) return before.granted;
    const granted = await show(this.notice);
    await this.keep(granted);
    return granted;
  }

  /** Keeps that it is no longer given. */
  async withdraw() {
    await this.keep(false);
  }

  /** As if never asked. */
  async erase() {
    await eraseBytes(this.key);
  }

  /** Does something only with consent, and only while it is given; undefined without. */
  async whileGranted<T>(act: () => Promise<T>): Promise<T | undefined> {
    return (await this.granted()) ? await act() : undefined;
  }

  private async keep(granted: boolean) {
    const record = Buffer.alloc(RECORD_BYTES);
    record[0] = granted ? YES : NO;
    record.setAt(TIME_AT, "f64", this.clock());
    record.set(this.hash, HASH_AT);
    await writeBytes(this.key, record);
  }
}
