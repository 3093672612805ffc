import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CHIP_NAMES } from "../../sim/board/chips/chips.ts";
import { findBoard, findBoards } from "../../src/flash/boards.ts";
import { boardList, boardPage } from "../../src/report/boards.ts";
import { tempProject } from "../compile/temp-project.ts";

const REPOSITORY = join(import.meta.dirname, "../..");
const KETTLE = {
  archId: "esp32c3",
  devName: "Kettle controller",
  productId: "0x3f9a1c55",
  pins: { HEATER: 4, TEMPERATURE: 3 },
  led: { pin: 8 },
};

describe("the stock boards", () => {
  const boards = findBoards(REPOSITORY);

  it("are there for each of the four chips", () => {
    const chips = [...new Set(boards.map(({ chip }) => chip))];
    expect(chips.sort()).toEqual(["esp32", "esp32c3", "esp32s2", "esp32s3"]);
    expect(CHIP_NAMES).toEqual(expect.arrayContaining(chips));
    expect(boards.filter(({ chip }) => chip === "esp32c3").length).toBeGreaterThanOrEqual(8);
  });

  it("have runtimes whose published names say the same chip and offset as we do", () => {
    for (const { runtimeUrl, chip, id, runtimeOffset } of boards)
      expect(runtimeUrl).toContain(`devicescript-${chip}-${id}-0x${runtimeOffset.toString(16)}.bin`);
  });

  it("are listed, one a line, and shown with pins, uses and flash", () => {
    expect(boardList(boards)).toMatch(/^seeed_xiao_esp32c3 +esp32c3 {2}Seeed Studio XIAO ESP32C3$/m);
    const page = boardPage(findBoard("seeed_xiao_esp32c3", boards));
    expect(page).toMatch(/^TX_D6 +21 {2}log TX$/m);
    expect(page).toMatch(/^fstor +0x1c0000 +256 KiB$/m);
    expect(page).toMatch(/A0_D0 ┤ +├ TX_D6/);
  });

  it("are asked for by id, and a misspelt one is guessed", () => {
    expect(() => findBoard("esp32c3_bear", boards)).toThrow('Did you mean "esp32c3_bare"?');
  });
});

describe("a board of the project's", () => {
  const boardsOf = (files: Readonly<Record<string, unknown>>) => {
    const entries = Object.entries(files).map(([name, data]) => [
      `boards/${name}`,
      typeof data === "string" ? data : JSON.stringify(data),
    ]);
    return findBoards(tempProject(Object.fromEntries(entries)));
  };

  it("is found beside the stock ones, and has their flash layout unless it brings its own", () => {
    const csv = "dcfg,0x8A,0,0x9000,8K\nfactory,app,factory,0x10000,1M\nfstor,0x8A,1,0x110000,256K\n";
    const plain = findBoard("kettle", boardsOf({ "kettle.board.json": KETTLE }));
    const special = findBoard(
      "kettle",
      boardsOf({ "kettle.board.json": KETTLE, "kettle.partitions.csv": csv }),
    );
    expect(plain).toMatchObject({ chip: "esp32c3", pins: { TEMPERATURE: 3, HEATER: 4 }, runtimeUrl: null });
    expect(plain.taken[8]).toBe("led");
    expect(plain.partitions.find(({ name }) => name === "fstor")?.offset).toBe(0x1c0000);
    expect(special.partitions.find(({ name }) => name === "fstor")?.offset).toBe(0x110000);
  });

  it("of the documentation is one", () => {
    const page = readFileSync(join(REPOSITORY, "docs/boards.md"), "utf8");
    const [, json] = /```json\n(.*?)```/s.exec(page)!;
    expect(findBoard("own", boardsOf({ "own.board.json": json })).pins).toEqual({
      TEMPERATURE: 3,
      HEATER: 4,
    });
  });

  it.each([
    ["archId", { ...KETTLE, archId: "esp8266" }],
    ["devName", { ...KETTLE, devName: "" }],
    ["productId", { ...KETTLE, productId: "0x1" }],
    ["pins.HEATER", { ...KETTLE, pins: { HEATER: "four" } }],
    ["pins.HEATER", { ...KETTLE, pins: { HEATER: 99 } }],
    ["pins", { ...KETTLE, pins: { HEATER: 12 } }],
    ["id", { ...KETTLE, id: "teapot" }],
    ["$flashBytes", { ...KETTLE, $flashBytes: 1000 }],
    ["is not JSON", "{"],
  ])("is refused with the file and its field %s", (field, data) => {
    expect(() => boardsOf({ "kettle.board.json": data })).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringContaining(`boards/kettle.board.json: ${field}`),
      }),
    );
  });

  it("is refused without a partition that flashing needs", () => {
    const files = { "kettle.board.json": KETTLE, "kettle.partitions.csv": "dcfg,0x8A,0,0x9000,8K\n" };
    expect(() => boardsOf(files)).toThrow(
      'boards/kettle.partitions.csv: Name: there is no partition "factory"',
    );
  });

  it.each([
    ["dcfg,0x8A,0,0xB000,8K", "fstor,0x8A,1,0x110000,256K", 'Offset: "dcfg" must be at 0x9000'],
    ["dcfg,0x8A,0,0x9000,8K", "fstor,data,nvs,0x110000,256K", "by type 0x8A and subtype 0x01"],
    ["dcfg,0x8A,0,0x9000,8K", "fstor,0x8A,1,0x111000,256K", "must start at a multiple of 0x10000"],
    ["dcfg,0x8A,0,0x9000,8K", "fstor,0x8A,1,0x110000,1M", "may have at most 584K"],
  ])("is refused with a layout that its runtime would not find or take: %s %s", (dcfg, fstor, message) => {
    const csv = `${dcfg}\nfactory,app,factory,0x10000,1M\n${fstor}\n`;
    expect(() => boardsOf({ "kettle.board.json": KETTLE, "kettle.partitions.csv": csv })).toThrow(message);
  });

  it("can't take the name of a stock board", () => {
    expect(() => boardsOf({ "pico_w.board.json": KETTLE })).toThrow('"pico_w" is a board of DeviceScript');
  });
});
