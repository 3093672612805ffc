import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { looksLikeHttp, readRequest, writeResponse } from "../../../sim/net/http/message.ts";
import { segmentsOf } from "../../../sim/net/reply.ts";
import { concat, toBytes, toText } from "../../../sim/tape/bytes.ts";
import { TRIES } from "../../soak.ts";

const POST = "POST /v1/readings?x=1 HTTP/1.1\r\nHost: cloud.example\r\nContent-Length: 5\r\n\r\nhello";

describe("a server in the simulated cloud", () => {
  it("reads method, target, headers and body of a request", () => {
    const request = readRequest(toBytes(POST))!;

    expect(request).toMatchObject({ method: "POST", target: "/v1/readings?x=1", sizeBytes: POST.length });
    expect(request.headers).toEqual({ host: "cloud.example", "content-length": "5" });
    expect(toText(request.body)).toBe("hello");
  });

  it("waits for the rest of a request, wherever it was cut", () => {
    for (let end = 0; end < POST.length; end++) {
      expect(readRequest(toBytes(POST.slice(0, end)))).toBeNull();
    }
  });

  it("takes a chunked body apart", () => {
    const request = readRequest(
      toBytes("PUT /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"),
    );

    expect(toText(request!.body)).toBe("abcdefg");
  });

  it("takes one request after the other from a connection", () => {
    const second = "GET /b HTTP/1.1\r\n\r\n";

    const first = readRequest(toBytes(POST + second))!;

    expect(first.sizeBytes).toBe(POST.length);
    expect(readRequest(toBytes(POST + second).subarray(first.sizeBytes))!.target).toBe("/b");
  });

  it("keeps the bytes of a body that is no text", () => {
    const body = Uint8Array.from({ length: 256 }, (_, i) => i);
    const head = toBytes("POST / HTTP/1.1\r\ncontent-length: 256\r\n\r\n");

    expect(readRequest(concat(head, body))!.body).toEqual(body);
  });

  it("tells HTTP from other protocols by the first bytes", () => {
    expect(looksLikeHttp(toBytes("GET / HTTP/1.1\r\n"))).toBe(true);
    expect(
      [toBytes("get /"), toBytes("GET"), toBytes(""), Uint8Array.of(0x10, 0x0f)].map(looksLikeHttp),
    ).toEqual([false, false, false, false]);
  });

  it("refuses what is not HTTP, and survives every damaged request", () => {
    const original = toBytes(POST);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(original.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (changes) => {
          const bytes = original.slice();
          for (const [at, value] of changes) bytes[at] = value;
          try {
            const request = readRequest(bytes);
            if (request !== null) expect(request.sizeBytes).toBeLessThanOrEqual(bytes.length);
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
            expect(error).not.toBeInstanceOf(TypeError);
          }
        },
      ),
      { numRuns: TRIES },
    );
  });

  it("survives bytes of any kind", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          readRequest(bytes);
        } catch (error) {
          expect(error).not.toBeInstanceOf(TypeError);
        }
      }),
      { numRuns: TRIES },
    );
  });

  it("answers with a length that is counted in bytes", () => {
    const [head, body] = toText(writeResponse({ status: 404, body: "grün" })).split("\r\n\r\n");

    expect(head).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
    expect(head).toContain("content-length: 5");
    expect(body).toBe("grün");
  });

  it("never splits CR and LF over two messages, for which DeviceScript's fetch would wait for ever", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("\r\n", "x", "y".repeat(1_399)), { maxLength: 12 }), (parts) => {
        const text = parts.join("");

        const pieces = segmentsOf(toBytes(text)).map(({ bytes }) => toText(bytes));

        expect(pieces.join("")).toBe(text);
        for (const piece of pieces) expect(piece).not.toMatch(/\r$/);
      }),
    );
  });
});
