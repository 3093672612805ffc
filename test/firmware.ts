/** The firmware that tests run: real DeviceScript from test/firmware/, built by the project's own build. */
import { fileURLToPath } from "node:url";
import type { Image } from "../sim/device/image.ts";
import { World, type WorldOptions } from "../sim/home/world.ts";
import type { TapeEvent } from "../sim/tape/tape.ts";
import { buildImage } from "../src/compile/build.ts";
import { loadVmModule } from "../src/devicescript.ts";
import { nodeCrypto } from "../src/world-crypto.ts";

export const SECOND = 1_000_000;

/** The network of the tests' home. */
export const HOME = { ssid: "Lighthouse-5G", psk: "keeper-of-the-light" };

/** The file of a test firmware, `test/firmware/<name>.ts`. */
export function firmwareFile(name: string): string {
  return fileURLToPath(new URL(`./firmware/${name}.ts`, import.meta.url));
}

export function firmware(name: string): Image {
  return buildImage(firmwareFile(name)).image;
}

/** A world in which the image runs, not yet powered on. */
export function worldWith(image: Image, options: Partial<WorldOptions> = {}): World {
  return new World({
    vm: loadVmModule(),
    image,
    crypto: nodeCrypto,
    seed: 1,
    home: HOME,
    settings: {},
    ...options,
  });
}

/** The same after it ran for so many virtual seconds. */
export function run(image: Image, seconds: number, options: Partial<WorldOptions> = {}): World {
  const world = worldWith(image, options);
  world.powerOn();
  world.runUntil(seconds * SECOND);
  return world;
}

/** Lines that the firmware printed, without the marks and the source of the runtime's own. */
export function printed(world: World): string[] {
  return world.tape.events
    .filter((event) => event.channel === "log" && textOf(event).startsWith("> "))
    .map((event) => textOf(event).slice(2));
}

/** An event's payload as text. */
export function textOf(event: TapeEvent): string {
  return new TextDecoder().decode(event.payload ?? new Uint8Array());
}

/** `file:line` that an event is blamed on; null when that is not known. */
export function lineOf(event: TapeEvent): string | null {
  const place = event.position?.blame ?? null;
  return place === null ? null : `${place.file}:${place.line}`;
}

/** Lines of a firmware's own source that contain `text`, as `file:line`. */
export function linesWith(image: Image, text: string): string[] {
  return image.debug.sources
    .filter(({ path }) => !path.includes("node_modules/"))
    .flatMap(({ path, text: source = "" }) =>
      source.split("\n").flatMap((line, i) => (line.includes(text) ? [`${path}:${i + 1}`] : [])),
    );
}

export function settings(values: Readonly<Record<string, unknown>>): Record<string, Uint8Array> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, new TextEncoder().encode(JSON.stringify(value))]),
  );
}
