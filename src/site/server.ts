/** Web server of the lab, for this machine alone: known files, and nothing of the file system. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { SiteFile } from "./site.ts";

/** Loopback: no other machine reaches it. */
const ADDRESS = "127.0.0.1";

const HEADERS = {
  // The page's own policy is in the page; this is what only a header can say.
  "content-security-policy": "frame-ancestors 'none'",
  "x-frame-options": "DENY",
  "x-content-type-options": "nosniff",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
};

export class LabServer {
  private constructor(private readonly server: Server) {}

  /** Port 0 stands for any that is free. Throws the error of a port that cannot be had. */
  static async start(site: readonly SiteFile[], port: number): Promise<LabServer> {
    const files = new Map(site.map((file) => [`/${file.name}`, file]));
    const server = createServer((request, response) => answer(files, request, response));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, ADDRESS, resolve);
    });
    return new LabServer(server);
  }

  get url(): string {
    return `http://${ADDRESS}:${(this.server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

function answer(
  files: ReadonlyMap<string, SiteFile>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const refusal = refusalOf(request);
  const path = (request.url ?? "/").split(/[?#]/, 1)[0];
  const file = files.get(path === "/" ? "/index.html" : path);
  if (refusal !== null || file === undefined) {
    const [status, why] = refusal ?? [404, "The lab has no such file."];
    response.writeHead(status, { ...HEADERS, "content-type": "text/plain; charset=utf-8" });
    response.end(`${why}\n`);
    return;
  }
  const { type, content } = file;
  response.writeHead(200, { ...HEADERS, "content-type": type, "content-length": content.length });
  response.end(request.method === "HEAD" ? undefined : content);
}

/** Null for a request that may be answered. */
function refusalOf(request: IncomingMessage): readonly [status: number, why: string] | null {
  if (!isFromHere(request)) return [403, "The lab answers its own page only."];
  return request.method === "GET" || request.method === "HEAD"
    ? null
    : [405, "The lab has files to read only."];
}

/**
 * True if a page of the lab asks, or the person. Another host name may be one that was made to lead here (DNS rebinding),
 * and another origin is another page.
 */
function isFromHere({ headers, socket }: IncomingMessage): boolean {
  const hosts = [ADDRESS, "localhost"].map((name) => `${name}:${socket.localPort}`);
  const { host, origin } = headers;
  return (
    host !== undefined &&
    hosts.includes(host) &&
    (origin === undefined || hosts.some((own) => origin === `http://${own}`))
  );
}
