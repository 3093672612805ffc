import { describe, expect, it } from "vitest";
import { SourceMap } from "../../sim/device/source-map.ts";
import { namedSecrets } from "../../src/judge/policy/policy.ts";
import type { Path } from "../../src/paths/paths.ts";
import { pathsOf } from "../../src/paths/paths.ts";
import { findAppliances } from "../../src/subjects/appliance.ts";
import { loadPolicy } from "../../src/subjects/policy-file.ts";
import { run } from "../firmware.ts";
import { image, programs } from "./programs.ts";

/** A path as `file:line` of its steps, those of libraries left out. */
function lines({ steps }: Path): string[] {
  return steps
    .filter(({ file }) => !file.includes("node_modules"))
    .map(({ file, line }) => `${file.slice(file.lastIndexOf("/") + 1)}:${line}`);
}

function pathTo(main: string, secret: string, outlet: string): Path | undefined {
  return pathsOf(image(main)).paths.find((path) => path.secret === secret && path.outlet === outlet);
}

describe("the paths of a program", () => {
  it("lead from the line that a secret comes in by to the one that lets it out", () => {
    const path = pathTo("devs/leakbench/a01.ts", "wifi.psk", "socket")!;

    expect(path).toMatchObject({ carried: "value", release: null, observers: ["endpoint", "network"] });
    expect(lines(path)).toEqual([
      "paired.ts:13",
      "paired.ts:14",
      "paired.ts:34",
      "paired.ts:30",
      "a01.ts:6",
      "a01.ts:7",
    ]);
  });

  it("name the setting that was read, in code that never runs before the thirteenth boot", () => {
    expect(lines(pathTo("devs/leakbench/e01.ts", "settings.token", "socket")!)).toContain("e01.ts:12");
  });

  it("name a credential inside of what a setting holds", () => {
    const path = pathTo("devs/leakbench/g81.ts", "settings.cloud.account.password", "log")!;

    expect(lines(path)).toEqual(["g81.ts:6", "g81.ts:7"]);
  });

  it("tell what is only compared from what goes out", () => {
    expect(pathTo("devs/leakbench/f03.ts", "wifi.psk", "log")).toMatchObject({ carried: "part" });
  });

  it("follow what a condition decides where that is asked for, marked as such", () => {
    const built = image("devs/leakbench/d01.ts");
    const socket = ({ outlet, secret }: Path) => outlet === "socket" && secret === "wifi.psk";

    expect(pathsOf(built).paths.filter(socket)).toEqual([]);
    const [path] = pathsOf(built, { implicit: true }).paths.filter(socket);
    expect(path).toMatchObject({ carried: "decision", release: null });
    expect(lines(path)).toContain("d01.ts:7");
  });

  it("are none where nothing is done with the secret but to join", () => {
    const { paths, notUnderstood } = pathsOf(image("devs/leakbench/f02.ts"));

    expect(notUnderstood).toEqual([]);
    expect(paths.map(({ secret, release }) => [secret, release])).toEqual([
      ["wifi.psk", "platform/join"],
      ["wifi.ssid", "platform/join"],
    ]);
  });

  it("are allowed as sealed where the device's own key and a fresh nonce seal the secret, and only there", () => {
    expect(pathTo("devs/leakbench/f22.ts", "wifi.psk", "setting")).toMatchObject({
      release: "platform/sealed",
    });
    // The fixed nonce.
    expect(pathTo("devs/leakbench/f17.ts", "wifi.psk", "command")).toMatchObject({ release: null });
  });
});

/** Virtual time after which a program has done most of what it does by itself. */
const SECONDS = 30;

describe.each(programs())("the analysis of %s", (file) => {
  it("holds possible whatever the VM does", () => {
    const built = image(file);
    const { couldRun } = pathsOf(built);
    const map = new SourceMap(built.debug);

    const { statements } = run(built, SECONDS, { watch: { branches: true, statements: true } }).device
      .observations;
    const impossible = statements.filter(({ pc }) => !couldRun.has(pc)).map(({ pc }) => map.place(pc));

    expect(statements.length).toBeGreaterThan(0);
    expect(impossible).toEqual([]);
  });

  it("finds a path for each leak that its policy expects", async () => {
    const [appliance] = findAppliances(file);
    const { policy } = await loadPolicy(appliance);
    const secrets = namedSecrets(policy).map(({ name }) => name);
    const { paths } = pathsOf(image(file), { secrets, implicit: true });

    const missed = (policy.expected?.findings ?? []).filter(
      ({ secret, observer }) => !paths.some((path) => learns(path, secret, observer)),
    );
    // What a phone or the board does with what it knows is no path of the program.
    expect(file.startsWith("devs/pairings") ? [] : missed).toEqual([]);
  });
});

function learns(path: Path, secret: string, observer: string): boolean {
  const isIt = path.secret === secret || path.secret === "settings.?";
  return isIt && (path.observers as readonly string[]).includes(observer);
}
