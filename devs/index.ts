// The device library's front door: import { Vault } from "tightlip/devs".
export { Secret } from "./lib/secret";
export { MAX_SECRET_BYTES, Vault } from "./lib/vault";
