import { chmodSync, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { cacheSymptom, nodeSymptom, symptomOfPorts } from "../../src/setup/doctor.ts";
import { doctorExitCode } from "../../src/tasks/doctor.ts";
import { lines, tightlip } from "../cli/cli.ts";
import { addFiles, tempFolder, tempProject } from "../compile/temp-project.ts";

describe("Node", () => {
  it.each([
    ["20.19.0", "ok"],
    ["20.20.2", "ok"],
    ["22.0.0", "ok"],
    ["100.0.0", "ok"],
    ["20.9.0", "problem"],
    ["18.20.4", "problem"],
  ])("%s: %s", (version, state) => {
    expect(nodeSymptom(version).state).toBe(state);
  });

  it("that is too old comes with the version to install", () => {
    expect(nodeSymptom("18.20.4").says).toContain("install 20.19 or later");
  });
});

describe("the cache", () => {
  const folder = tempFolder({ file: "" });

  it("may be a folder that is not there yet", () => {
    expect(cacheSymptom(join(folder, "a/b")).state).toBe("ok");
  });

  it("is not inside of a file", () => {
    const { state, says } = cacheSymptom(join(folder, "file/cache"));
    expect(state).toBe("problem");
    expect(says).toContain("set TIGHTLIP_CACHE");
  });

  it.skipIf(process.getuid?.() === 0)("is not in a folder that is read-only", () => {
    chmodSync(folder, 0o500);
    expect(cacheSymptom(join(folder, "cache"))).toMatchObject({ state: "problem" });
    chmodSync(folder, 0o700);
  });
});

describe("the serial port", () => {
  const port = (path: string) => ({ path, bridge: "CP210x", info: {} });

  it("is not needed while no board is plugged in", async () => {
    expect(await symptomOfPorts([])).toMatchObject({ state: "missing" });
    expect(await symptomOfPorts([{ ...port("/dev/ttyS0"), bridge: null }])).toMatchObject({
      state: "missing",
    });
  });

  it("is named with its bridge", async () => {
    const path = join(tempFolder({ ttyUSB0: "" }), "ttyUSB0");
    expect(await symptomOfPorts([port(path)])).toMatchObject({ state: "ok", says: `${path} (CP210x)` });
  });

  it.skipIf(process.getuid?.() === 0)("that may not be used comes with what allows it", async () => {
    const path = join(tempFolder({ ttyUSB0: "" }), "ttyUSB0");
    chmodSync(path, 0);
    const symptom = await symptomOfPorts([port(path)]);
    expect(symptom).toMatchObject({ state: "problem" });
    expect(symptom.says).toContain("dialout");
  });

  it("that has gone away is the one problem with an exit code of its own", async () => {
    const symptom = await symptomOfPorts([port("/dev/ttyUSB99")]);
    expect(symptom.says).toContain("Is the board plugged in?");
    expect(doctorExitCode([nodeSymptom("22.0.0"), symptom])).toBe(5);
    expect(doctorExitCode([nodeSymptom("18.0.0"), symptom])).toBe(2);
  });
});

describe("tightlip doctor", () => {
  const doctor = async (cwd: string, env?: Readonly<Record<string, string>>) => {
    const { code, stdout } = await tightlip(["doctor", "--json"], { cwd, env });
    const { checks } = JSON.parse(stdout) as { checks: { about: string; state: string; says: string }[] };
    return { code, of: (about: string) => checks.filter((check) => check.about === about) };
  };

  it("finds a project, its firmware and what is wrong with each policy, with the line", async () => {
    const cwd = tempProject({
      "tightlip.config.yaml": "appliances: [lamp, clock]\n",
      "lamp/main.ts": "",
      "lamp/main.policy.yaml": "for: 5m\nprofile: strickt\n",
      "clock/main.ts": "",
      "clock/main.policy.ts": "export default {};\n",
    });
    const { code, of } = await doctor(cwd);
    expect(code).toBe(2);
    expect(of("config")).toMatchObject([{ state: "ok", says: "tightlip.config.yaml" }]);
    expect(of("firmware")).toMatchObject([{ state: "ok", says: "2 of them" }]);
    expect(of("policy")).toMatchObject([
      {
        state: "problem",
        says: expect.stringContaining('lamp/main.policy.yaml: line 2: "profile" is "strickt"'),
      },
    ]);
  });

  it("runs no program: neither a config or policy, nor one of a package", async () => {
    const cwd = tempFolder();
    const ran = join(cwd, "ran");
    const plant = `require("node:fs").writeFileSync(${JSON.stringify(ran)}, "");\n`;
    addFiles(cwd, {
      "devsconfig.json": "{}",
      "package.json": "{}",
      "main.ts": "",
      "tightlip.config.ts": plant,
      "main.policy.ts": plant,
    });
    for (const name of ["udevadm", "tshark", "git"]) {
      addFiles(cwd, { [`node_modules/.bin/${name}`]: `#!/bin/sh\ntouch '${ran}'\n` });
      chmodSync(join(cwd, "node_modules/.bin", name), 0o755);
    }
    const PATH = [join(cwd, "node_modules/.bin"), process.env.PATH].join(delimiter);
    const { code, of } = await doctor(cwd, { PATH });
    expect(code).toBe(0);
    expect(of("config")[0]!.says).toContain('"tightlip check" runs it');
    expect(existsSync(ran)).toBe(false);
  });

  it("has nothing against a folder that is no project, nor against a machine without tshark", async () => {
    const { code, of } = await doctor(tempFolder(), { PATH: "/nowhere" });
    expect(code).toBe(0);
    expect(of("project")).toMatchObject([
      { state: "missing", says: expect.stringContaining("tightlip init") },
    ]);
    expect(of("tshark")).toMatchObject([{ state: "missing" }]);
    expect(of("DeviceScript")).toMatchObject([{ state: "ok", says: "2.16.4, as published" }]);
  });

  it("prints a line for each thing", async () => {
    const cwd = tempProject({ "tightlip.config.yaml": "- lamp\n" });
    const { code, stdout, stderr } = await tightlip(["doctor"], { cwd });
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    for (const line of lines(stdout)) expect(line).toMatch(/^[✔·✖] [\w ]{13} \S/);
    expect(lines(stdout).at(-1)).toMatch(/^✖ config .*tightlip\.config\.yaml: .*a field a line/);
  });
});
