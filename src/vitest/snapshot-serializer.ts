/**
 * Keeps secrets out of snapshots, whatever is put into them: what appliances and tapes give away holds none, but a
 * server in a policy, or a test of its own, may see one.
 */
import type { SnapshotSerializer } from "vitest";
import { withoutSecrets } from "./known-secrets.ts";

/** True while a value is printed, which goes through this serializer as a whole: a secret may be told in pieces. */
let printing = false;

export const snapshotSerializer: SnapshotSerializer = {
  test: () => !printing,
  serialize(value, config, indentation, depth, refs, printer) {
    printing = true;
    try {
      return withoutSecrets(printer(value, config, indentation, depth, refs));
    } finally {
      printing = false;
    }
  },
};
