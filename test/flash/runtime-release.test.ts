import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { Cache } from "../../src/cache.ts";
import { type Board, findBoard, findBoards } from "../../src/flash/boards.ts";
import { keptRuntime, releasedRuntime } from "../../src/flash/runtime-release.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { runtimeImage } from "./runtime-image.ts";

const stock = findBoard("esp32c3_bare", findBoards(join(import.meta.dirname, "../..")));
const WHOLE = runtimeImage(stock, 3_000);
let close = async () => {};
afterEach(() => close());

/** The board, with its runtime published at a server of its own. */
async function published(listener: RequestListener): Promise<Board> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  close = async () => {
    close = async () => {};
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  const { port } = server.address() as { port: number };
  return { ...stock, runtimeUrl: `http://127.0.0.1:${port}/runtime.bin` };
}

describe("the published runtime of a board", () => {
  it("is downloaded once, and used without a network from then on", async () => {
    const cache = new Cache(undefined, tempFolder());
    let asked = 0;
    const board = await published((_, response) => {
      asked++;
      response.end(WHOLE);
    });
    expect(keptRuntime(board, cache)).toBe(null);
    const { sha256 } = await releasedRuntime(board, cache);
    await close();
    expect((await releasedRuntime(board, cache)).bytes).toEqual(WHOLE);
    expect(keptRuntime(board, cache, sha256)?.sha256).toBe(sha256);
    expect(() => keptRuntime(board, cache, "00".repeat(32))).toThrow("not that of --runtime-sha256");
    expect(asked).toBe(1);
  });

  it.each<[string, RequestListener, string]>([
    ["is not there", (_, response) => response.writeHead(404).end(), "the server answers 404"],
    ["is something else", (_, response) => response.end("<html>log in</html>"), "is too short"],
    ["is cut short", (_, response) => response.end(WHOLE.subarray(0, -1)), "is cut short"],
    [
      "breaks off",
      (_, response) => {
        response.writeHead(200, { "content-length": WHOLE.length });
        response.write(WHOLE.subarray(0, 100), () => response.destroy());
      },
      "the connection broke off",
    ],
  ])("is refused when it %s, and not kept", async (_, listener, message) => {
    const cache = new Cache(undefined, tempFolder());
    const board = await published(listener);
    await expect(releasedRuntime(board, cache)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
    });
    expect(keptRuntime(board, cache)).toBe(null);
  });

  it("that can't be reached is to be got by other means", async () => {
    const board = await published(() => {});
    await close();
    await expect(releasedRuntime(board, new Cache(undefined, tempFolder()))).rejects.toThrow(
      "Is this computer online?",
    );
    const own = { ...stock, runtimeUrl: null };
    await expect(releasedRuntime(own, new Cache(undefined, tempFolder()))).rejects.toThrow(
      "None is published for this board",
    );
  });
});
