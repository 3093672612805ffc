/** Requests as goals of lessons see them, from what a device writes to its servers. */
import { describe, expect, it } from "vitest";
import { toBytes } from "../../sim/tape/bytes.ts";
import type { TapeEvent } from "../../sim/tape/tape.ts";
import { seenRequests } from "../../src/lesson/seen-requests.ts";

const CLOUD = "cloud.example:443";

/** Something that the device writes, as the server sees it. */
function written(text: string, other: Partial<TapeEvent> = {}): TapeEvent {
  const payload = toBytes(text);
  return {
    ...{ atMicros: 0, from: "device", channel: "http", observers: ["endpoint"], kind: "write" },
    ...{ to: CLOUD, payload, sizeBytes: payload.length, stream: 1, position: null },
    ...other,
  };
}

function request(line: string, body: string): string {
  return `${line} HTTP/1.1\r\nhost: cloud.example\r\ncontent-length: ${toBytes(body).length}\r\n\r\n${body}`;
}

const REPORT = request("POST /v1/readings", '{"temperature":21.5,"unit":"C"}');
/** Deeper than a program can follow by calling itself. */
const DEEP = "[".repeat(50_000) + "]".repeat(50_000);
const QUESTION = request("GET /v1/today?room=2", "");

describe("a request", () => {
  it("has the time, server, method, path, text, members and numbers of its body", () => {
    expect(seenRequests([written(REPORT, { atMicros: 7 })])).toEqual([
      {
        ...{ atMicros: 7, to: CLOUD, method: "POST", path: "/v1/readings", text: REPORT },
        ...{ members: { temperature: 21.5, unit: "C" }, numbers: { temperature: 21.5 } },
      },
    ]);
  });

  it("was made when its last byte was written, whatever follows on its connection", () => {
    const seen = seenRequests([
      written(REPORT.slice(0, 40), { atMicros: 1 }),
      written(REPORT.slice(40, 60), { atMicros: 2 }),
      written(REPORT.slice(60) + QUESTION.slice(0, 5), { atMicros: 3 }),
      written(QUESTION.slice(5), { atMicros: 4 }),
    ]);
    expect(seen.map(({ method, atMicros }) => [method, atMicros])).toEqual([
      ["POST", 3],
      ["GET", 4],
    ]);
  });

  it("has the numbers of lists and of what lies in them, each by its path", () => {
    const body = '{"room":[{"celsius":20},{"celsius":-3.5,"name":"attic"}],"ok":true,"text":"7"}';
    const [{ numbers }] = seenRequests([written(request("POST /", body))]);
    expect(numbers).toEqual({ "room/0/celsius": 20, "room/1/celsius": -3.5 });
    const [list] = seenRequests([written(request("POST /", "[1,[2]]"))]);
    expect(list.numbers).toEqual({ 0: 1, "1/0": 2 });
  });

  it("is read although its body comes in chunks", () => {
    const chunks =
      'POST /v1 HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n4\r\n{"a"\r\n3\r\n:1}\r\n0\r\n\r\n';
    expect(seenRequests([written(chunks), written(QUESTION)])).toMatchObject([
      { method: "POST", members: { a: 1 } },
      { method: "GET" },
    ]);
  });

  it("may come in two writes, wherever it is cut", () => {
    const [whole] = seenRequests([written(REPORT)]);
    for (let at = 1; at < REPORT.length; at++)
      expect(seenRequests([written(REPORT.slice(0, at)), written(REPORT.slice(at))])).toEqual([whole]);
  });

  it("may follow another on the same connection", () => {
    const seen = seenRequests([written(REPORT), written(QUESTION), written(REPORT)]);
    expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /v1/readings",
      "GET /v1/today?room=2",
      "POST /v1/readings",
    ]);
    expect(seen.map(({ members }) => members.temperature)).toEqual([21.5, undefined, 21.5]);
  });

  it("is told from one that is made at the same time on another connection", () => {
    const seen = seenRequests([
      written(REPORT.slice(0, 30)),
      written(QUESTION.slice(0, 9), { stream: 2 }),
      written(REPORT.slice(30)),
      written(QUESTION.slice(9), { stream: 2 }),
    ]);
    expect(seen.map(({ text }) => text)).toEqual([REPORT, QUESTION]);
  });

  it("goes to the server that is named, one a connection", () => {
    const other = "other.example:80";
    expect(seenRequests([written(REPORT), written(REPORT, { to: other })]).map(({ to }) => to)).toEqual([
      CLOUD,
      other,
    ]);
  });

  it.each(["", "[", "temperature=21.5", "{", "12", "null", '"text"', "\u0000\u00ff"])(
    "has no members where its body is no JSON object: %j",
    (body) => {
      const [seen] = seenRequests([written(request("POST /", body))]);
      expect(seen).toMatchObject({ method: "POST", path: "/", members: {}, numbers: {} });
    },
  );

  it("has no members where its body is too deep to be looked through", () => {
    expect(seenRequests([written(request("POST /", DEEP))])).toMatchObject([{ members: {}, numbers: {} }]);
  });
});

describe("nothing", () => {
  it.each<[string, TapeEvent]>([
    ["no HTTP is written", written("hello\r\n")],
    ["the request has no end", written("POST /v1/read")],
    ["its body is cut", written(REPORT.slice(0, -1))],
    ["somebody else writes", written(REPORT, { from: "phone" })],
    ["only the path sees it", written(REPORT, { observers: ["network"] })],
    ["its content is not seen", written(REPORT, { payload: null })],
    ["it is another protocol", written(REPORT, { channel: "mqtt" })],
    ["it is an answer", written(REPORT, { kind: "response" })],
  ])("is seen where %s", (_, event) => {
    expect(seenRequests([event])).toEqual([]);
  });
});
