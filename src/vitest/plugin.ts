/**
 * The entry `tightlip/vitest/plugin`: lets `vitest --watch` run the tests of appliances again when firmware changes,
 * and gives tests the time that they take. Vitest by itself watches what tests import, and firmware is not imported but built.
 */
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Plugin } from "vitest/config";
import type { TestProject, Vitest } from "vitest/node";
import { projectAbove } from "../compile/project.ts";
import { TEST_MILLIS } from "./test-time.ts";

/** Sources, policies and configs; services; boards. Generated files and libraries are not waited for. */
const INPUT = /^(?!.*\/(?:node_modules|\.devicescript)\/).*(?:\.tsx?|\.md|\/devsconfig\.json|\.board\.json)$/;
/** Import by which a module that tests appliances is known. */
const ENTRY = "tightlip/vitest";

/** To be listed under `plugins` in `vitest.config.ts`, of the whole workspace or of one project. */
export function tightlip(): Plugin {
  return {
    name: "tightlip",
    config: ({ test = {} }) => ({
      test: {
        testTimeout: test.testTimeout ?? TEST_MILLIS,
        hookTimeout: test.hookTimeout ?? TEST_MILLIS,
      },
    }),
    // Not in the config above: vitest reads no triggers from a project's own.
    configureVitest({ vitest }) {
      vitest.config.watchTriggerPatterns ??= [];
      vitest.config.watchTriggerPatterns.push({
        pattern: INPUT,
        testsToRun: (file) => testsOf(file, vitest),
      });
    },
  };
}

/** The tests to run when a file has changed; undefined for a file that vitest knows by itself what to do about. */
function testsOf(file: string, { projects, state }: Vitest): string[] | undefined {
  if (projects.some((project) => project.matchesTestGlob(file) || modulesOf(file, project).length > 0))
    return;
  if (projectAbove(dirname(file)) === null) return;
  const tests = state
    .getFilepaths()
    .filter((test) => projects.some((project) => hasAppliances(test, project)));
  return tests.length > 0 ? tests : undefined;
}

/** True when a test file, or a module that it imports, uses appliances. */
function hasAppliances(test: string, project: TestProject): boolean {
  const reached = new Set(modulesOf(test, project));
  for (const module of reached) {
    if (module.file !== null && readFileSync(module.file, "utf8").includes(ENTRY)) return true;
    for (const imported of module.importedModules) reached.add(imported);
  }
  return false;
}

function modulesOf(file: string, { vite }: TestProject) {
  return Object.values(vite.environments).flatMap(({ moduleGraph }) => [
    ...(moduleGraph.getModulesByFile(file) ?? []),
  ]);
}
