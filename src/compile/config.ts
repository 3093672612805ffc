/**
 * Compiler configuration from a project's own files: `package.json`, `services/*.md` and
 * `boards/*.board.json`. As the DeviceScript command does it (`buildConfigFromDir` in its cli/src/build.ts).
 */

import { basename, join } from "node:path";
import type { BoardConfig, Compiler, FullServiceSpec, LocalConfig, PackageJson } from "../compiler.ts";
import type { Inputs } from "./inputs.ts";
import type { Problem } from "./problem.ts";
import { inProject, type Project } from "./project-path.ts";

/** DeviceScript's number for objections to a project's files other than its sources. */
export const CODE_BAD_CONFIG = 9998;

export interface ProjectConfig {
  readonly local: LocalConfig;
  readonly problems: readonly Problem[];
}

/** Reads the configuration; `versionOf` makes the image's `@version` from that in `package.json`. */
export function readConfig(
  project: Project,
  compiler: Compiler,
  inputs: Inputs,
  versionOf?: (packageVersion: string) => string,
): ProjectConfig {
  const problems: Problem[] = [];
  const complain = (path: string, line: number, message: string) =>
    problems.push({
      severity: "error",
      code: CODE_BAD_CONFIG,
      file: inProject(project.root, path),
      line,
      column: 1,
      message,
    });
  const context = { root: project.root, compiler, inputs, complain };

  const hwInfo: Record<string, string> = {};
  const pkgJson = readPackageJson(context);
  if (pkgJson) {
    hwInfo["@name"] = pkgJson.name ?? "(no name)";
    if (versionOf) hwInfo["@version"] = versionOf(pkgJson.version ?? "(no version)");
  }
  const entry = entryName(project.main);
  if (entry) hwInfo["@name"] = hwInfo["@name"] ? `${hwInfo["@name"]} ${entry}` : entry;

  const local: LocalConfig = {
    hwInfo,
    ...(pkgJson && { pkgJson }),
    addServices: readServices(context),
    addBoards: readBoards(context),
  };
  return { local, problems };
}

interface Context {
  readonly root: string;
  readonly compiler: Compiler;
  readonly inputs: Inputs;
  complain(path: string, line: number, message: string): void;
}

function readPackageJson({ root, compiler, inputs, complain }: Context): PackageJson | undefined {
  const path = join(root, "package.json");
  const text = inputs.read(path);
  if (text === undefined) return undefined;
  try {
    return compiler.parseJson5(text) as PackageJson;
  } catch (error) {
    complain(path, 1, messageOf(error));
    return undefined;
  }
}

/** Suffix of the program's name for an entry other than `src/main.ts`. */
function entryName(main: string): string {
  return main
    .replace(/^src\//, "")
    .replace(/^main/, "")
    .replace(/.ts$/, "");
}

function readServices({ root, compiler, inputs, complain }: Context): FullServiceSpec[] {
  const folder = join(root, "services");
  const files = inputs.list(folder).filter((name) => /\.md$/i.test(name) && !/README\.md$/i.test(name));
  if (files.length === 0) return [];

  const known = Object.fromEntries(compiler.resolveConfig().services.map((spec) => [spec.shortId, spec]));
  const services: FullServiceSpec[] = [];
  for (const file of files) {
    const path = join(folder, file);
    const spec = compiler.parseServiceSpec(inputs.read(path) ?? "", known, path);
    spec.catalog = false;
    if (spec.errors?.length) {
      for (const { line, message } of spec.errors) complain(path, line, message);
    } else {
      known[spec.shortId] = spec;
      services.push(spec);
    }
  }
  return services;
}

function readBoards({ root, compiler, inputs, complain }: Context): BoardConfig[] {
  const folder = join(root, "boards");
  const boards: BoardConfig[] = [];
  for (const file of inputs.list(folder).filter((name) => name.endsWith(".board.json"))) {
    const path = join(folder, file);
    try {
      const board = JSON.parse(inputs.read(path) ?? "") as BoardConfig;
      const id = basename(file, ".board.json");
      if (typeof board !== "object" || board === null) throw new Error("a board is an object");
      if (board.id && board.id !== id) throw new Error("ignoring id: field in favor of filename");
      board.id = id;
      validateBoard(board, id, compiler);
      boards.push(board);
    } catch (error) {
      complain(path, 1, messageOf(error));
    }
  }
  return boards;
}

/** The same checks, and the same words, as `validateBoard` of the DeviceScript command. */
function validateBoard(board: BoardConfig, id: string, compiler: Compiler): void {
  const { boards, archs } = compiler.resolveConfig();
  if (!/^\w+$/.test(id)) throw new Error(`invalid identifier: ${id}`);
  const arch = archs[board.archId ?? ""];
  if (!arch)
    throw new Error(`board.archId ${board.archId} is invalid; known: ${Object.keys(archs).join(", ")}`);
  if (boards[id]) throw new Error(`board ${id} already defined`);
  // Product identifiers are Jacdac numbers whose top four bits are 3.
  if (Number(board.productId) >>> 28 !== 3) throw new Error(`invalid productId ${board.productId}`);
  const errors = compiler.pinErrors(arch, board);
  if (errors.length) throw new Error(errors.join("; "));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
