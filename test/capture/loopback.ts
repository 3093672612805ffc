/** Records what real sockets say on this computer's loopback interface, with the recorder that comes with tshark. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";

/** `null` when it can record; else why not, and what to do. */
export function whyNoRecording(): string | null {
  const { error, status } = spawnSync("dumpcap", ["-i", "lo", "-L"]);
  if (error !== undefined) return 'these tests need dumpcap: "apt-get install tshark"';
  if (status === 0) return null;
  return 'these tests record on the interface "lo", for which dumpcap needs to be run as root or with the capability CAP_NET_RAW: "setcap cap_net_raw+ep $(command -v dumpcap)"';
}

const MARKER = "-- the recording ends here --";

/** The capture, as a pcapng file, of what goes to and from `port` on the loopback while `action` goes on. */
export async function recorded(port: number, action: () => Promise<void>): Promise<Buffer> {
  const end = createServer((socket) => socket.resume());
  const endPort = await listening(end);
  const filter = `tcp port ${port} or tcp port ${endPort}`;
  const recorder = spawn("dumpcap", ["-i", "lo", "-f", filter, "-w", "-"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const pieces: Buffer[] = [];
  const isOver = new Promise<void>((resolve, reject) => {
    recorder.stdout.on("data", (piece: Buffer) => {
      pieces.push(piece);
      if (Buffer.concat(pieces.slice(-2)).includes(MARKER)) resolve();
    });
    recorder.on("close", (code) => reject(new Error(`dumpcap ended with ${code}`)));
    recorder.on("error", reject);
  });
  // The header of the file comes once the interface is open.
  await Promise.race([once(recorder.stdout, "data"), isOver]);
  await action();
  const last = connect(endPort, "127.0.0.1");
  last.end(MARKER);
  await isOver;
  recorder.kill("SIGINT");
  await once(recorder, "exit");
  end.close();
  return Buffer.concat(pieces);
}

/** The port that a server got. */
export async function listening(server: {
  listen(port: number, host: string): unknown;
  address(): unknown;
  once(event: string, listener: () => void): unknown;
}): Promise<number> {
  await new Promise<void>((resolve) => {
    server.once("listening", resolve);
    server.listen(0, "127.0.0.1");
  });
  return (server.address() as { port: number }).port;
}
