/** Result of `tightlip provision` in words. Pure function of the result. */

export interface ProvisionedBoard {
  readonly port: string;
  /** The board's identifier. */
  readonly device: string;
  readonly sealedBytes: number;
  readonly counter: number;
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
  const { port, device, sealedBytes, counter, joinedAfterMillis, seen } = board;
  const lines = [
    `Sent to ${device} on ${port}: ${sealedBytes} bytes, sealed under its pairing code (counter ${counter}). They hold name and passphrase of the network, and who carried them learned neither.`,
    `It accepted, and joined the network ${(joinedAfterMillis / 1000).toFixed(1)} s later.`,
    ...seen.map(({ secret, degree, channel, release }) => {
      const where = channel === "log" ? "the log" : "a frame";
      return release === null
        ? `ALARM: the board told ${secret} to this cable (${degree}, in ${where}).`
        : `While joining, the board's own runtime told ${secret} to this cable (${degree}, in ${where}; ${release}).`;
    }),
  ];
  return `${lines.join("\n")}\n`;
}
