/** A server of HTTP: a plain function, or for policies that are data a table. It keeps no state, so worlds can be forked. */
import { DEFAULT_RESPONSE, type HttpRequest, type HttpResponse } from "./http/message.ts";

export type Server = HttpHandler | ServerTable;

export type HttpHandler = (request: HttpRequest, visit: Visit) => HttpResponse;

export interface Visit {
  readonly host: string;
  /** 1 for the first request to this host in the run. */
  readonly number: number;
  readonly atMicros: number;
}

/** Of its rows, the first that fits a request answers it. */
export type ServerTable = readonly ServerRow[];

/** Conditions on a request, where a row names them, and the answer that it gets. */
export interface ServerRow {
  readonly method?: string;
  /** Path and query, as in the request line. */
  readonly target?: string;
  /** 1 for the first request to this host in the run. */
  readonly visit?: number;
  /** Default: 200. */
  readonly status?: number;
  /** Default: empty. */
  readonly body?: string;
  readonly contentType?: string;
  /** Further headers, by name. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that no row of a table fits is answered as by a server that nobody described. */
export function answerOf(server: Server, request: HttpRequest, visit: Visit): HttpResponse {
  if (typeof server === "function") return server(request, visit);
  const row = server.find(
    ({ method, target, visit: number }) =>
      (method ?? request.method) === request.method &&
      (target ?? request.target) === request.target &&
      (number ?? visit.number) === visit.number,
  );
  if (row === undefined) return DEFAULT_RESPONSE;
  const { status = 200, body = "", contentType, headers } = row;
  return {
    ...{ status, body },
    ...(contentType !== undefined && { contentType }),
    ...(headers !== undefined && { headers }),
  };
}
