/** HTTP/1.1 servers in the simulated cloud. */
import { MAX_CHUNKED_REQUEST_BYTES, MAX_REQUEST_BYTES, MAX_REQUEST_HEAD_BYTES } from "../../engine/budget.ts";
import { FORK, type Forker } from "../../engine/fork.ts";
import {
  endsEmpty,
  type HttpRequest,
  headBytes,
  isOpenEnded,
  looksLikeHttp,
  readRequest,
  requestBytes,
} from "../http/message.ts";
import type { Segment } from "../reply.ts";
import type { Answer, Call, ProtocolServer } from "./protocol-server.ts";

/** Answers requests as policy and scenario say; it has no state of its own. */
export class HttpServer implements ProtocolServer {
  readonly name = "http";
  readonly channel = "http";

  recognises(firstBytes: Uint8Array): boolean {
    return looksLikeHttp(firstBytes);
  }

  [FORK](forker: Forker): HttpServer {
    return forker.copyFields(this);
  }

  receive(bytes: Uint8Array, { host, servers, seed, atMicros }: Call): Answer {
    const segments: Segment[] = [];
    let takenBytes = 0;
    const answer = (end: Answer["end"], neededBytes = 0): Answer => ({
      takenBytes,
      neededBytes,
      segments,
      end,
      silenceMicros: 0,
    });
    while (takenBytes < bytes.length) {
      const rest = bytes.subarray(takenBytes);
      const head = headBytes(rest, MAX_REQUEST_HEAD_BYTES);
      if (head === null) return answer(rest.length > MAX_REQUEST_HEAD_BYTES ? "close" : "stay");
      // Each look reads all chunks anew: there is one only where the last of them may have come.
      if (isOpenEnded(rest.subarray(0, head)) && !endsEmpty(rest))
        return answer(rest.length > MAX_CHUNKED_REQUEST_BYTES ? "close" : "stay");
      let request: HttpRequest | null;
      try {
        request = readRequest(rest);
      } catch {
        return answer("close");
      }
      if (request === null) {
        const neededBytes = requestBytes(rest.subarray(0, head));
        if (neededBytes === 0 && rest.length > MAX_CHUNKED_REQUEST_BYTES) return answer("close");
        return answer("stay", Math.min(neededBytes, MAX_REQUEST_BYTES));
      }
      takenBytes += request.sizeBytes;
      const reply = servers.answer(host, request, seed, atMicros);
      segments.push(...reply.segments);
      if (reply.end !== "stay") return answer(reply.end);
    }
    return answer("stay");
  }
}
