/** Examination of a machine and a project for what tightlip needs. Changes nothing, and runs nothing. */

import { accessSync, constants, existsSync, statSync } from "node:fs";
import { access } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { cacheDir } from "../cache.ts";
import { findTshark } from "../capture/packets/tshark.ts";
import { projectAbove } from "../compile/project.ts";
import { inProject } from "../compile/project-path.ts";
import { verifyBundle } from "../devicescript.ts";
import { type ListedPort, listPorts, openError } from "../flash/serial-port.ts";
import type { Appliance } from "../subjects/appliance.ts";
import { CONFIG_FILE, CONFIG_STEM } from "../subjects/config.ts";
import { type DefinitionFile, isProgram } from "../subjects/definitions/definition.ts";
import { ProjectDefinitions } from "../subjects/definitions/project-definitions.ts";
import { Configs, loadPolicy } from "../subjects/policy-file.ts";
import { projectAppliances } from "../subjects/project-appliances.ts";
import { UserError } from "../user-error.ts";
import { DEVICESCRIPT_VERSION, oldNode } from "../version.ts";

/** Symptom: one thing that was examined, and its state. */
export interface Symptom {
  /** Such as `Node`. */
  readonly about: string;
  /** State of the thing. `missing` is no problem while nothing asks for it. */
  readonly state: "ok" | "missing" | "problem";
  /** One line, with what to do about it. */
  readonly says: string;
}

/** All of it, in the order in which one would put it right. */
export async function examine(): Promise<Symptom[]> {
  return [
    nodeSymptom(process.versions.node),
    deviceScriptSymptom(),
    cacheSymptom(cacheDir()),
    await portSymptom(),
    tsharkSymptom(),
    ...(await projectSymptoms()),
  ];
}

export const SERIAL_PORT = "serial port";

export function nodeSymptom(version: string): Symptom {
  const problem = oldNode(version);
  return { about: "Node", state: problem === null ? "ok" : "problem", says: problem ?? version };
}

function deviceScriptSymptom(): Symptom {
  return examined("DeviceScript", () => {
    verifyBundle();
    return `${DEVICESCRIPT_VERSION}, as published`;
  });
}

export function cacheSymptom(dir: string): Symptom {
  const about = "cache";
  const folder = nearestThere(resolve(dir));
  try {
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error(), { code: "ENOTDIR" });
    accessSync(folder, constants.W_OK | constants.X_OK);
    return { about, state: "ok", says: dir };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const says = `${dir} cannot be written (${code}), so each run is slow: set TIGHTLIP_CACHE to a folder that can be.`;
    return { about, state: "problem", says };
  }
}

async function portSymptom(): Promise<Symptom> {
  let ports: ListedPort[];
  try {
    ports = await listPorts();
  } catch {
    const says = 'the package "serialport" does not load here: install tightlip again, on this machine.';
    return { about: SERIAL_PORT, state: "problem", says };
  }
  return await symptomOfPorts(ports);
}

export async function symptomOfPorts(ports: readonly ListedPort[]): Promise<Symptom> {
  const boards = ports.filter(({ bridge }) => bridge !== null);
  if (boards.length === 0) {
    const says = "no board is plugged in; an emulated one is --port sim:esp32c3.";
    return { about: SERIAL_PORT, state: "missing", says };
  }
  for (const { path } of boards) {
    // Windows names its ports otherwise than its files.
    if (process.platform === "win32") continue;
    try {
      await access(path, constants.R_OK | constants.W_OK);
    } catch (error) {
      return {
        about: SERIAL_PORT,
        state: "problem",
        says: openError(path, (error as Error).message).message,
      };
    }
  }
  const says = boards.map(({ path, bridge }) => `${path} (${bridge})`).join(", ");
  return { about: SERIAL_PORT, state: "ok", says };
}

function tsharkSymptom(): Symptom {
  const program = findTshark();
  if (program !== null) return { about: "tshark", state: "ok", says: program.path };
  const says =
    'is not installed; only "tightlip scan" with --tshark or --keylog needs it ("apt-get install tshark").';
  return { about: "tshark", state: "missing", says };
}

async function projectSymptoms(): Promise<Symptom[]> {
  const root = projectAbove(".");
  if (root === null) {
    const says = 'not in a DeviceScript project: "tightlip init" makes one.';
    return [{ about: "project", state: "missing", says }];
  }
  const project: Symptom = { about: "project", state: "ok", says: root };
  const configs = new Configs(new ProjectDefinitions(emptyProgram));
  const { definitions } = configs;
  const config = await examinedLater("config", async () => {
    const file = definitions.find(join(root, CONFIG_STEM));
    await configs.at(root);
    return file === null ? `no ${CONFIG_FILE}, and none is needed` : `${file.shown}${ranBy(file)}`;
  });
  if (config.state === "problem") return [project, config];
  const file = definitions.find(join(root, CONFIG_STEM));
  // A program may list firmware that nothing else tells of.
  if (file !== null && isProgram(file)) return [project, config];
  return [project, config, ...(await firmwareSymptoms(root, configs))];
}

async function firmwareSymptoms(root: string, configs: Configs): Promise<Symptom[]> {
  let appliances: readonly Appliance[] = [];
  const firmware = await examinedLater("firmware", async () => {
    ({ appliances } = await projectAppliances(configs));
    const [{ main }] = appliances;
    return appliances.length === 1 ? inProject(root, resolve(main)) : `${appliances.length} of them`;
  });
  const policies = await Promise.all(
    appliances.map((appliance) =>
      examinedLater("policy", async () => {
        await loadPolicy(appliance, configs);
        return appliance.policy ?? "";
      }),
    ),
  );
  return [firmware, ...policies.filter(({ state }) => state === "problem")];
}

/** In place of what a program says. */
async function emptyProgram(): Promise<unknown> {
  return {};
}

function ranBy(file: DefinitionFile): string {
  return isProgram(file) ? ', a program: "tightlip check" runs it and says what is wrong with it' : "";
}

/** Nearest existing path: the path itself, or the nearest folder above it. */
function nearestThere(path: string): string {
  return existsSync(path) || path === dirname(path) ? path : nearestThere(dirname(path));
}

function examined(about: string, look: () => string): Symptom {
  try {
    return { about, state: "ok", says: look() };
  } catch (error) {
    return problemOf(about, error);
  }
}

async function examinedLater(about: string, look: () => Promise<string>): Promise<Symptom> {
  try {
    return { about, state: "ok", says: await look() };
  } catch (error) {
    return problemOf(about, error);
  }
}

function problemOf(about: string, error: unknown): Symptom {
  if (error instanceof UserError) return { about, state: "problem", says: error.message };
  throw error;
}
