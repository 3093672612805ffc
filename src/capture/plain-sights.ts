/** Sights of files whose bytes are looked at as they are: of whoever has the cable, or the board. */
import type { Sight } from "./search.ts";

export const CABLE: Sight = { observers: ["cable"], channel: "log", to: null };
export const FLASH: Sight = { observers: ["flash"], channel: "flash", to: null };
