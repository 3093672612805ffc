import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePartitions } from "../../src/flash/partitions.ts";
import { UserError } from "../../src/user-error.ts";

const FLASH = 4 * 1024 * 1024;
const parse = (csv: string) => parsePartitions(csv, "table.csv", FLASH);

describe("a partition table", () => {
  it("is read in ESP-IDF's format, in any order and with its units", () => {
    const csv = "# comment\n\nfactory, app, factory, 0x10000, 1M,\r\ndcfg, 0x8A, 0x00, 0x9000, 8K,\n";
    expect(parse(csv)).toEqual([
      { name: "dcfg", type: "0x8A", subtype: "0x00", offset: 0x9000, sizeBytes: 8192 },
      { name: "factory", type: "app", subtype: "factory", offset: 0x10000, sizeBytes: 1024 * 1024 },
    ]);
  });

  it.each([
    ["table.csv: has no partitions", "# nothing\n"],
    ["line 1: Type: is missing", "nonsense\n"],
    ["line 1: Size: is missing", "a,data,nvs,0x9000,\n"],
    ['line 1: Offset: "here" is not a size', "a,data,nvs,here,4K\n"],
    ['line 1: Size: "-4K" is not a size', "a,data,nvs,0x9000,-4K\n"],
    ["line 1: Size: must be a multiple of 0x1000", "a,data,nvs,0x9000,100\n"],
    ["line 1: Offset: must be a multiple of 0x10000", "a,app,factory,0x11000,4K\n"],
    ["line 1: Offset: below 0x9000 lies the boot loader", "a,data,nvs,0x8000,4K\n"],
    ['line 1: Size: "a" ends at 0x401000, the flash at 0x400000', "a,data,nvs,0x3FF000,8K\n"],
    ['line 2: Offset: "b" starts inside of "a"', "a,data,nvs,0x9000,8K\nb,data,nvs,0xA000,4K\n"],
    ['line 2: Name: "a" is there twice', "a,data,nvs,0x9000,4K\na,data,nvs,0xA000,4K\n"],
    ["line 1: Name: has more than 16 bytes", "seventeen-letters,data,nvs,0x9000,4K\n"],
  ])("is refused: %s", (message, csv) => {
    expect(() => parse(csv)).toThrow(message);
  });

  it("is either refused in words or has no overlaps, whatever is in the file", () => {
    const number = fc.constantFrom("0x9000", "0xA000", "4K", "8K", "64K", "1M", "0", "x", "", "9999999999");
    const row = fc.tuple(fc.constantFrom("a", "b", "c", ""), fc.constantFrom("app", "data"), number, number);
    fc.assert(
      fc.property(fc.array(row, { maxLength: 4 }), (rows) => {
        try {
          const csv = rows.map(([name, type, offset, size]) => `${name},${type},x,${offset},${size}`);
          const partitions = parse(csv.join("\n"));
          for (const [i, { offset }] of partitions.entries())
            if (i > 0)
              expect(offset).toBeGreaterThanOrEqual(partitions[i - 1].offset + partitions[i - 1].sizeBytes);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});
