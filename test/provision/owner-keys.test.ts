import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { OwnerKeys } from "../../src/provision/owner-keys.ts";
import { tempFolder } from "../compile/temp-project.ts";

const DEVICE = "fe240ac4123456ff";
const OTHER = "0f2127965e836a61";

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("the owner's keys", () => {
  it("are one for each board, kept before they are handed over, and confirmed later", () => {
    const folder = join(tempFolder(), "owner-keys");
    const keys = new OwnerKeys(folder);
    expect(keys.of(DEVICE)).toEqual({ pending: null, confirmed: null });
    const proposed = keys.propose(DEVICE);
    expect(proposed).toHaveLength(32);
    // As after a power cut: the board may have it.
    expect(new OwnerKeys(folder).propose(DEVICE)).toEqual(proposed);
    expect(keys.propose(OTHER)).not.toEqual(proposed);
    keys.confirm(DEVICE);
    expect(keys.of(DEVICE)).toEqual({ pending: null, confirmed: proposed });
    expect(keys.of(OTHER).confirmed).toBe(null);
    // Another process was faster.
    expect(() => keys.confirm(DEVICE)).not.toThrow();
    const next = keys.propose(DEVICE);
    expect(next).not.toEqual(proposed);
    expect(keys.of(DEVICE)).toEqual({ pending: next, confirmed: proposed });
    keys.confirm(DEVICE);
    expect(keys.of(DEVICE)).toEqual({ pending: null, confirmed: next });
  });

  it("lie in files that their user alone can read", () => {
    const home = tempFolder();
    vi.stubEnv("XDG_DATA_HOME", home);
    const keys = OwnerKeys.ofUser();
    keys.propose(DEVICE);
    keys.confirm(DEVICE);
    keys.propose(OTHER);
    const folder = join(home, "tightlip", "owner-keys");
    expect(readdirSync(folder).sort()).toEqual([`${OTHER}.pending`, `${DEVICE}.key`]);
    for (const file of readdirSync(folder)) expect(lstatSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect(lstatSync(folder).mode & 0o777).toBe(0o700);
  });

  it("are not kept in a project", () => {
    vi.stubEnv("XDG_DATA_HOME", join(import.meta.dirname, "data"));
    expect(() => OwnerKeys.ofUser()).toThrow(/lies inside a project.*Set XDG_DATA_HOME/);
    expect(existsSync(join(import.meta.dirname, "data"))).toBe(false);
  });

  it.each<[string, (file: string) => void]>([
    ["a link", (file) => symlinkSync(join(file, "../elsewhere"), file)],
    ["a file that others can read", (file) => chmodSync(file, 0o644)],
    ["a file of another size", (file) => writeFileSync(file, "canary-of-a-key", { mode: 0o600 })],
  ])("are refused in one line without them where there is %s", (what, change) => {
    const folder = tempFolder();
    const keys = new OwnerKeys(folder);
    const key = keys.propose(DEVICE);
    keys.confirm(DEVICE);
    const file = join(folder, `${DEVICE}.key`);
    if (what === "a link") renameSync(file, join(folder, "elsewhere"));
    change(file);
    const failure = (() => {
      try {
        return keys.of(DEVICE);
      } catch (error) {
        return error as Error;
      }
    })() as Error;
    expect(failure).toMatchObject({ name: "UserError", exitCode: 2 });
    expect(failure.message).toMatch(
      /^The owner key can't be used: .*\.key is not a key of this user's alone; remove it\.$/,
    );
    for (const secret of [key.toString("hex"), key.toString("base64"), "canary"])
      expect(failure.message).not.toContain(secret);
    expect(readFileSync(file).length).toBeGreaterThan(0);
  });
});
