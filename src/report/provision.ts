/** Result of `tightlip provision` in words. Pure function of the result. */
import { plural } from "../plural.ts";
import { inline } from "./printable.ts";

export interface ProvisionedBoard {
  readonly port: string;
  /** The board's identifier. */
  readonly device: string;
  readonly sealedBytes: number;
  readonly sealedUnder: "pairing code" | "owner key";
  readonly joinedAfterMillis: number;
  /** Secrets on the cable meanwhile, and what allows each; null: nothing does. */
  readonly seen: readonly {
    readonly secret: string;
    readonly degree: string;
    readonly channel: "log" | "frame";
    readonly release: string | null;
  }[];
}

export function provisionedText(board: ProvisionedBoard): string {
  const { port, device, sealedBytes, sealedUnder, joinedAfterMillis, seen } = board;
  const lines = [
    `Sent to ${inline(device)} on ${port}: ${plural(sealedBytes, "byte")}, sealed under its ${sealedUnder}. They hold name and passphrase of the network, and who carried them learned neither.`,
    sealedUnder === "pairing code"
      ? "It proved that it accepted. From now on it obeys the owner key that is kept on this computer, and its label's code no longer."
      : "It proved that it accepted.",
    `It joined the network ${(joinedAfterMillis / 1000).toFixed(1)} s later.`,
    ...seen.map(({ secret, degree, channel, release }) => {
      const where = channel === "log" ? "the log" : "a frame";
      return release === null
        ? `ALARM: the board told ${inline(secret)} to this cable (${degree}, in ${where}).`
        : `While joining, the board's own runtime told ${inline(secret)} to this cable (${degree}, in ${where}; ${release}).`;
    }),
  ];
  return `${lines.join("\n")}\n`;
}
