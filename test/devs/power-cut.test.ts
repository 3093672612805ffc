import { beforeAll, describe, expect, it } from "vitest";
import { ENTRY_BYTES, PAGE_BYTES, readEntries } from "../../sim/device/flash-pages.ts";
import { scenario } from "../../sim/home/scenario.ts";
import { Life } from "../../src/subjects/play.ts";
import { firmware, textOf, worldWith } from "../firmware.ts";
import { SOAK } from "../soak.ts";

/** Schedules for each operation: five of them make 100,000 in soak. */
const SCHEDULES = SOAK ? 20_000 : 24;
const TIME_LIMIT_MS = SOAK ? 3_600_000 : 180_000;
/** More flash pages than any operation writes. */
const MANY_WRITES = 1_024;
/** Its multiples spread evenly over the page that is torn, however many there are. */
const GOLDEN_RATIO = 0.618_033_988_749_895;
const STEPS_UNTIL_ANSWERED = 40;
/**
 * The runtime takes half an entry of its directory for damage, and formats its store: docs/device-library.md. Of the
 * places where a page can be torn, these are 24 in 4,096.
 */
const FORMATTED = "fstor: formatting now";

interface Operation {
  readonly title: string;
  readonly ask: "store" | "erase" | "forget";
  readonly before: () => Life;
  /** Contents of "wifi" afterwards: as before, or as asked for. */
  readonly allowed: readonly [string, string];
}

function ask(life: Life, operation: string, value = ""): Life {
  life.world.phone.call("provisioning", "offer", [operation, value]);
  return life;
}

/** Line that the firmware prints next, or {@link FORMATTED} when the runtime has formatted its store. */
function answer(life: Life, operation: string, value: string): string {
  const before = life.events.length;
  ask(life, operation, value);
  for (let step = 0; step < STEPS_UNTIL_ANSWERED; step++) {
    const log = life
      .continue("250ms")
      .events.slice(before)
      .filter((e) => e.channel === "log")
      .map(textOf);
    if (log.includes(FORMATTED)) return FORMATTED;
    const line = log.find((text) => text.startsWith("> "));
    if (line !== undefined) return line.slice("> ".length);
  }
  throw new Error("the device is silent");
}

/** Answer of the device after an operation with the power cut at its n-th write; null when it has fewer. */
function cutAt(operation: Operation, atWrite: number, tear: number): string | null {
  const life = operation.before().fork().continue("1ms", scenario("cut").cutPower({ atWrite, tear }));
  const said = answer(life, operation.ask, "new");
  // Whatever it holds, it can be given something new.
  if (said.startsWith("holds")) expect(answer(life, "store", "newer")).toBe("done");
  life.world.release();
  return said === "done" ? null : said;
}

/** Number of flash pages that an operation writes. */
function writesOf(operation: Operation): number {
  let [low, high] = [0, MANY_WRITES];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (cutAt(operation, middle, 0.5) === null) high = middle;
    else low = middle;
  }
  return low;
}

describe("a power cut during any write of what the vault does", () => {
  let empty: Life;
  let filled: Life;
  let full: Life;
  beforeAll(() => {
    const world = worldWith(firmware("devs/vault-operations"), {
      scenario: scenario("later").wait("24h").provision(),
    });
    world.powerOn();
    world.runUntil(3e6);
    empty = ask(new Life(world), "keep", "the token").continue("250ms");
    // Both of its slots are in use.
    filled = ask(ask(empty.fork(), "store", "older").continue("250ms"), "store", "old").continue("250ms");
    full = nearlyFull(filled.fork());
  }, TIME_LIMIT_MS);

  const operations: Operation[] = [
    { title: "storing a first value", ask: "store", before: () => empty, allowed: ["nothing", "new"] },
    { title: "storing another value", ask: "store", before: () => filled, allowed: ["old", "new"] },
    {
      title: "storing a value for which the store is compacted",
      ask: "store",
      before: () => full,
      allowed: ["old", "new"],
    },
    { title: "erasing", ask: "erase", before: () => filled, allowed: ["old", "nothing"] },
    { title: "forgetting", ask: "forget", before: () => filled, allowed: ["old", "nothing"] },
  ];

  it.each(operations)(
    "leaves what was or what is to be: $title",
    (operation) => {
      const writes = writesOf(operation);
      const seen = new Map<string, number>();
      for (let i = 0; i < SCHEDULES; i++) {
        const said = String(cutAt(operation, 1 + (i % writes), (i * GOLDEN_RATIO) % 1));
        seen.set(said, (seen.get(said) ?? 0) + 1);
      }

      const formatted = seen.get(FORMATTED) ?? 0;
      seen.delete(FORMATTED);
      const allowed = operation.allowed.map((value) => `holds ${value}, the token`);
      expect([...seen.keys()].filter((said) => !allowed.includes(said))).toEqual([]);
      expect(formatted / SCHEDULES).toBeLessThan(ENTRY_BYTES / PAGE_BYTES + 0.001);
    },
    TIME_LIMIT_MS,
  );
});

/** Stores until the next value makes the runtime compact the settings store. */
function nearlyFull(life: Life): Life {
  const entries = (of: Life) => readEntries(of.world.device.flash).length;
  for (;;) {
    const next = ask(life.fork(), "store", "new").continue("250ms");
    if (entries(next) < entries(life)) return life;
    ask(ask(life, "store", "older").continue("250ms"), "store", "old").continue("250ms");
  }
}
