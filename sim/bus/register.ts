/** Registers of Jacdac services: reads and writes are commands whose upper four bits say so. */
import { GET_REGISTER, SET_REGISTER } from "./frame.ts";

/** Register that a service command reads or writes; null when it is not about a register. */
export function registerAccess(command: number): { register: number; write: boolean } | null {
  if ((command & 0xf000) === GET_REGISTER) return { register: command & 0xfff, write: false };
  if ((command & 0xf000) === SET_REGISTER) return { register: command & 0xfff, write: true };
  return null;
}
