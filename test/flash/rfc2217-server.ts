/** A port served over the network, for one client at a time: the other side of `rfc2217://`. */
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { Port } from "../../src/flash/port.ts";
import {
  COM_PORT,
  CONTROL,
  encodeData,
  encodeSubnegotiation,
  encodeVerb,
  OPTION,
  TelnetDecoder,
  type TelnetPart,
  VERB,
} from "../../src/flash/telnet.ts";

export interface Served {
  /** `rfc2217://127.0.0.1:PORT` */
  readonly name: string;
  /** Cuts the line. */
  cut(): void;
  close(): Promise<void>;
}

export async function serve(port: Port): Promise<Served> {
  let client: Socket | null = null;
  const server = createServer((socket) => {
    client = socket;
    void attend(socket, port);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as { port: number };
  return {
    name: `rfc2217://127.0.0.1:${address.port}`,
    cut: () => client?.destroy(),
    close: async () => {
      client?.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

async function attend(socket: Socket, port: Port): Promise<void> {
  await port.open({ baudRate: 115_200 });
  const decoder = new TelnetDecoder();
  const reader = port.readable!.getReader();
  const writer = port.writable!.getWriter();
  let busy = Promise.resolve();
  socket.on("error", () => {});
  socket.on("data", (bytes) => {
    const parts = decoder.push(new Uint8Array(bytes));
    busy = busy.then(async () => {
      for (const part of parts)
        if (part.kind === "data") await writer.write(part.bytes);
        else await obey(part, socket, port);
    });
  });
  socket.on("close", async () => {
    await reader.cancel();
    writer.releaseLock();
    await port.close();
  });
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read())
    socket.write(encodeData(chunk.value));
}

async function obey(part: TelnetPart, socket: Socket, port: Port): Promise<void> {
  if (part.kind === "verb" && part.verb === VERB.will) socket.write(encodeVerb(VERB.do, part.option));
  if (part.kind !== "subnegotiation" || part.option !== OPTION.comPort) return;
  const [command, ...value] = part.bytes;
  if (command === COM_PORT.setBaudRate) await port.setBaudRate(Buffer.from(value).readUInt32BE());
  if (command === COM_PORT.setControl) await setControl(value[0], port);
  const answer = Uint8Array.of(command + COM_PORT.answer, ...value);
  socket.write(encodeSubnegotiation(OPTION.comPort, answer));
}

async function setControl(value: number, port: Port): Promise<void> {
  if (value === CONTROL.dtrOn) await port.setSignals({ dataTerminalReady: true });
  if (value === CONTROL.dtrOff) await port.setSignals({ dataTerminalReady: false });
  if (value === CONTROL.rtsOn) await port.setSignals({ requestToSend: true });
  if (value === CONTROL.rtsOff) await port.setSignals({ requestToSend: false });
}
