/** The board's store of program and settings, as the runtime will find it (layout: sim/device/flash-pages.ts). */

import { readEntries } from "../../sim/device/flash-pages.ts";
import type { Image } from "../../sim/device/image.ts";
import { SettingsStore } from "../../sim/device/settings-store.ts";
import { World } from "../../sim/home/world.ts";
import { loadVmModule } from "../devicescript.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { nodeCrypto } from "../world-crypto.ts";

const PROGRAM_KEY = "*prog";

/** The whole partition, with the image's program and settings and nothing else. Throws a UserError if it is too small. */
export function storeOf(image: Image, sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes).fill(0xff);
  const store = new SettingsStore(bytes);
  const settings = Object.entries(image.settings).map(([key, value]) => [`:${key}`, value] as const);
  for (const [key, value] of [[PROGRAM_KEY, storedProgram(image)] as const, ...settings])
    if (!store.set(key, value))
      throw new UserError(
        `The program and its settings do not fit into ${sizeBytes / 1024} KiB.`,
        EXIT_USAGE,
      );
  return bytes;
}

/** The program as the runtime stores it: behind a header of its own, which the real VM makes. */
function storedProgram(image: Image): Uint8Array {
  const world = new World({
    vm: loadVmModule(),
    crypto: nodeCrypto,
    image,
    seed: 1,
    home: { ssid: "home", psk: "never joined" },
    settings: {},
  });
  world.powerOn();
  return readEntries(world.device.flash).find(({ key }) => key === PROGRAM_KEY)!.value;
}
