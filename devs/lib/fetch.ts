// HTTP without a log: the stock fetch prints each request's head, Authorization included, and its errors quote URLs.
import { connect, Headers, Response, URL } from "@devicescript/net";
import { Secret } from "./secret";

export interface FetchOptions {
  method?: string;
  headers?: Record<string, string | Secret>;
  /** Sent as `authorization: Bearer …`. */
  bearer?: Secret;
  body?: string | Buffer;
}

const PORTS: Record<string, number> = { "https:": 443, "http:": 80 };

/** Like the stock `fetch`. Throws Error and TypeError without the URL in them; the runtime's log has host and port. */
export async function fetch(url: string, options: FetchOptions = {}): Promise<Response> {
  const target = new URL(url);
  if (PORTS[target.protocol] === undefined) throw new TypeError("fetch: neither http nor https");
  if (target.username || target.password) throw new TypeError("fetch: credentials in the URL; use a header");
  const body = options.body === undefined ? "" : options.body;
  const socket = await connect({
    host: target.hostname,
    port: target.port ? +target.port : PORTS[target.protocol],
    proto: target.protocol === "https:" ? "tls" : "tcp",
  });
  await socket.send(head(target, options, typeof body === "string" ? body.byteLength : body.length));
  if (body.length > 0) await socket.send(body);
  const response = new Response(socket);
  readStatus(response, await socket.readLine());
  for (let line = await socket.readLine(); line; line = await socket.readLine()) {
    const colon = line.indexOf(":");
    if (colon > 0) response.headers.append(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  return response;
}

function head(target: URL, options: FetchOptions, bodyBytes: number): Buffer {
  const headers = new Headers();
  headers.set("user-agent", "tightlip");
  headers.set("accept", "*/*");
  const text = (value: Buffer) => value.toString("utf-8");
  const given = options.headers || {};
  for (const name of Object.keys(given)) {
    const value: any = given[name];
    headers.set(name, value instanceof Secret ? value.use(text) : value);
  }
  if (options.bearer !== undefined) headers.set("authorization", "Bearer " + options.bearer.use(text));
  headers.set("host", target.host());
  headers.set("connection", "close");
  if (bodyBytes > 0) headers.set("content-length", bodyBytes + "");
  return Buffer.from(`${options.method || "GET"} ${target.path()} HTTP/1.1\r\n${headers.serialize()}\r\n`);
}

function readStatus(response: Response, line: string | null) {
  if (line === null || !line.startsWith("HTTP/1.1 ")) throw new Error("fetch: no HTTP answer");
  const status = line.slice("HTTP/1.1 ".length);
  const space = status.indexOf(" ");
  response.status = +status.slice(0, 3);
  response.statusText = space > 0 ? status.slice(space + 1) : "";
  response.ok = response.status >= 200 && response.status <= 299;
}
