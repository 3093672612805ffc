/**
 * The keys of the owner's appliances, one by device identifier, in files of the user's data folder that the user alone
 * can read. A key is kept before it is handed over, so that no power cut loses it: in `ID.pending` until the appliance
 * has proved that it accepted, in `ID.key` from then on.
 */

import { renameSync } from "node:fs";
import { join } from "node:path";
import { makeKeyFile, readKeyFile, userDataFile } from "../key-file.ts";
import { isWithin, projectTop, realPathOf } from "../project-top.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";

const FOLDER = "owner-keys";

/** Keys for one appliance; null: there is none. */
export interface KeptOwnerKeys {
  /** Handed over; whether the appliance took it is not known. */
  readonly pending: Buffer | null;
  /** The appliance has proved that it took it. */
  readonly confirmed: Buffer | null;
}

export class OwnerKeys {
  constructor(private readonly folder: string) {}

  /** In this user's data folder. Throws a UserError where that lies inside a project. */
  static ofUser(): OwnerKeys {
    const folder = userDataFile(FOLDER);
    const top = projectTop(".");
    if (top === null || !isWithin(top, realPathOf(folder))) return new OwnerKeys(folder);
    throw new UserError(
      `${folder}: lies inside a project, where others may read owner keys. Set XDG_DATA_HOME to another folder.`,
      EXIT_USAGE,
    );
  }

  /** Beside the file with an emulated board's flash: such boards all have one identifier. */
  static ofEmulated(flashFile: string): OwnerKeys {
    return new OwnerKeys(`${flashFile}.${FOLDER}`);
  }

  /** Throws a UserError for a file that others may know or have made. */
  of(device: string): KeptOwnerKeys {
    return this.attempt(() => ({
      pending: readKeyFile(this.file(device, "pending")),
      confirmed: readKeyFile(this.file(device, "key")),
    }));
  }

  /** A key to hand over: the pending one, or a new one, which is pending from now on. Throws a UserError. */
  propose(device: string): Buffer {
    const file = this.file(device, "pending");
    return this.attempt(() => readKeyFile(file) ?? makeKeyFile(file));
  }

  /** The key that was pending is the appliance's, and replaces the one that was confirmed before. */
  confirm(device: string): void {
    this.attempt(() => {
      try {
        renameSync(this.file(device, "pending"), this.file(device, "key"));
      } catch (error) {
        // Another process that handed over the same key may have been faster.
        const isDone = (error as NodeJS.ErrnoException).code === "ENOENT" && this.of(device).confirmed;
        if (!isDone) throw error;
      }
    });
  }

  private file(device: string, kind: "pending" | "key"): string {
    if (!/^[0-9a-f]{16}$/.test(device)) throw new RangeError("not a device identifier");
    return join(this.folder, `${device}.${kind}`);
  }

  private attempt<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      if (error instanceof UserError) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new UserError(`The owner key can't be used: ${why}.`, EXIT_USAGE, { cause: error });
    }
  }
}
