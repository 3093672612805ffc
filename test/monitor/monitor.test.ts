import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChipFaults } from "../../sim/board/faults.ts";
import type { Image } from "../../sim/device/image.ts";
import { toBytes, toText } from "../../sim/tape/bytes.ts";
import type { KnownSecret } from "../../src/capture/known-secret.ts";
import { Monitor, type Sighting } from "../../src/monitor/monitor.ts";
import { watch } from "../../src/monitor/watch.ts";
import { isShown } from "../../src/report/monitor.ts";
import { built, flashed, portTo } from "../flash/flashed.ts";

const panics = built("test/firmware/panics.ts");
const notes = built("test/firmware/settings.ts");
const line = (text: string) => ({ kind: "line" as const, bytes: toBytes(text), atMillis: 0 });
const never = new AbortController().signal;

interface Watched {
  readonly sightings: Sighting[];
  readonly monitor: Monitor;
}

async function watched(
  firmware: Image,
  {
    secrets = [],
    image = firmware,
    faults,
  }: { readonly secrets?: KnownSecret[]; readonly image?: Image | null; readonly faults?: ChipFaults } = {},
): Promise<Watched> {
  const monitor = new Monitor(secrets, image);
  const sightings: Sighting[] = [];
  const port = portTo(flashed(firmware, "esp32c3"), "esp32c3", { faults });
  await watch(port, {
    forMillis: 4_000,
    signal: never,
    wantsFrames: true,
    reconnects: true,
    take: (item) => sightings.push(...monitor.take(item)),
    notice: (text, atMillis) => {
      sightings.push({ kind: "notice", atMillis, text });
      port.replug();
    },
  });
  return { sightings, monitor };
}

const textOf = (sightings: readonly Sighting[]) =>
  sightings.flatMap((sighting) => (sighting.kind === "line" ? [sighting.text] : []));
const noticesOf = (sightings: readonly Sighting[]) =>
  sightings.flatMap((sighting) => (sighting.kind === "notice" ? [sighting.text] : []));
const foundIn = (sightings: readonly Sighting[]) => sightings.filter(({ kind }) => kind === "found");

describe("the monitor", () => {
  it("leads stack traces to lines of the source", async () => {
    const { sightings } = await watched(panics);
    const places = sightings.flatMap((s) => (s.kind === "line" && s.place !== null ? [s.place] : []));
    expect(places).toEqual(["test/firmware/panics.ts:4", "test/firmware/panics.ts:8"]);
  });

  it("shows no lines of another program's source, and says so once", async () => {
    const { sightings } = await watched(panics, { image: notes });
    expect(sightings.some((s) => s.kind === "line" && s.place !== null)).toBe(false);
    expect(noticesOf(sightings)).toEqual([expect.stringContaining("runs another program than")]);
    const unnamed = await watched(panics, { image: null });
    expect(noticesOf(unnamed.sightings)).toEqual([expect.stringContaining("Name the firmware")]);
  });

  it("sounds an alarm for a known secret in a frame, and never shows it", async () => {
    const value = "second-note-of-this-start";
    const { sightings, monitor } = await watched(notes, { secrets: [{ name: "note", values: [value] }] });
    expect([...monitor.alarms]).toEqual(["note"]);
    expect(foundIn(sightings)[0]).toMatchObject({
      secret: "note",
      degree: "clear",
      channel: "frame",
      release: null,
    });
    const shown = JSON.stringify(sightings);
    expect(shown).toContain("‹note›");
    expect(shown).not.toContain(value);
    expect(shown).not.toContain(Buffer.from(value).toString("hex"));
  });

  it.each<[string, (value: string) => string]>([
    ["as it is", (value) => value],
    ["reversed", (value) => [...value].reverse().join("")],
    ["in hexadecimal", (value) => Buffer.from(value).toString("hex")],
    ["in base64, in JSON", (value) => JSON.stringify({ v: Buffer.from(value).toString("base64") })],
  ])("finds a secret %s in the log, wherever it stands, without showing it", (_, encoded) => {
    const secret = fc.stringMatching(/^[a-z0-9]{10,20}$/);
    fc.assert(
      fc.property(secret, fc.stringMatching(/^[ -~]{0,30}$/), (value, around) => {
        const monitor = new Monitor([{ name: "wifi.psk", values: [value] }], null);
        const sightings = monitor.take(line(`> ${around} ${encoded(value)}`));
        expect(foundIn(sightings)).toHaveLength(1);
        expect(JSON.stringify(sightings)).not.toContain(encoded(value));
      }),
      { numRuns: 15 },
    );
  });

  it("finds a secret that is told in pieces", () => {
    const monitor = new Monitor([{ name: "wifi.psk", values: ["keeper-of-7-lights"] }], null);
    expect(foundIn(monitor.take(line("keeper-of")))).toEqual([]);
    expect(foundIn(monitor.take(line("-7-lights")))).toMatchObject([{ secret: "wifi.psk", chain: [] }]);
    const hex = Buffer.from("keeper-of-7-lights").toString("hex");
    expect(foundIn(monitor.take(line(hex.slice(0, 9))))).toEqual([]);
    expect(foundIn(monitor.take(line(hex.slice(9))))).toMatchObject([{ chain: ["hex"] }]);
  });

  it("tells what the board's runtime prints of the network's name from an alarm", () => {
    const monitor = new Monitor([{ name: "wifi.ssid", values: ["Lighthouse-5G"] }], null);
    const own = foundIn(monitor.take(line("wifi: connecting to 'Lighthouse-5G'")));
    expect(own).toMatchObject([{ release: "platform/join" }]);
    expect(monitor.alarms.size).toBe(0);
    expect(foundIn(monitor.take(line("> joined Lighthouse-5G")))).toMatchObject([{ release: null }]);
    expect([...monitor.alarms]).toEqual(["wifi.ssid"]);
  });

  it("shows an alarm whatever was asked for, and what is allowed when it was", () => {
    const monitor = new Monitor([{ name: "wifi.ssid", values: ["Lighthouse-5G"] }], null);
    const [own] = foundIn(monitor.take(line("wifi: connecting to 'Lighthouse-5G'")));
    const [alarm] = foundIn(monitor.take(line("> joined Lighthouse-5G")));
    expect([isShown(alarm, ["log"], null), isShown(alarm, [], "nothing")]).toEqual([true, true]);
    expect([isShown(own, ["log"], null), isShown(own, ["allowed"], null)]).toEqual([false, true]);
  });

  it("goes on when the board was unplugged and is back", async () => {
    const { sightings } = await watched(notes, { faults: { unplugAfterBytes: 700 } });
    const starts = textOf(sightings).filter((text) => text.startsWith("self-device:"));
    expect(starts.length).toBeGreaterThanOrEqual(2);
    expect(noticesOf(sightings).slice(0, 2)).toEqual([
      "The port went away; waiting for it.",
      "The port is back.",
    ]);
  });

  it("restarts the board first when it is asked to", async () => {
    const said: string[] = [];
    const port = portTo(flashed(notes, "esp32c3"), "esp32c3");
    const look = (restarts: boolean) =>
      watch(port, {
        forMillis: 3_000,
        signal: never,
        wantsFrames: false,
        restarts,
        reconnects: false,
        take: ({ bytes }) => said.push(toText(bytes)),
        notice: () => {},
      });
    await look(false);
    await look(true);
    expect(said.filter((line) => line.startsWith("> start"))).toEqual([
      "> start 1, note none",
      "> start 2, note second-note-of-this-start",
    ]);
  });

  it("says that another speed is likely when it reads garbage", () => {
    const monitor = new Monitor([], null);
    const garbage = Uint8Array.from({ length: 120 }, (_, i) => (i * 37) ^ 0x9a);
    const sightings = [1, 2, 3].flatMap(() => monitor.take({ kind: "line", bytes: garbage, atMillis: 0 }));
    expect(noticesOf(sightings)).toEqual([expect.stringContaining("another speed")]);
  });

  it("makes something of any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (bytes, isFrame) => {
        const monitor = new Monitor([{ name: "a", values: ["long-enough"] }], panics);
        monitor.take({ kind: isFrame ? "frame" : "line", bytes, atMillis: 0 });
      }),
      { numRuns: 200 },
    );
  });
});
