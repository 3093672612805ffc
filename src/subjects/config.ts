/**
 * A Config says what holds for every firmware of a project. It lives at the project's root, in
 * `tightlip.config.ts` or, as data, `tightlip.config.yaml` or `.json`; the policy beside a firmware goes before it, field by field (docs/configuration.md).
 */
import type { Policy } from "../judge/policy/policy.ts";

/** Name of the file that init writes; the same as data has another ending. */
export const CONFIG_FILE = "tightlip.config.ts";
/** The same without its ending. */
export const CONFIG_STEM = "tightlip.config";

export interface Config extends Omit<Policy, "expected" | "safety"> {
  /**
   * Places of the project's firmware: files, folders and globs, relative to the root; an entry that
   * starts with `!` is left out. Default: every firmware below the root.
   */
  readonly appliances?: readonly string[];
  /** The number that all chance in the world is made from. Default: 1. */
  readonly seed?: number;
}

/** Gives a config file its types. */
export function defineConfig(config: Config): Config {
  return config;
}
