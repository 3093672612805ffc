/** Own firmware as a project: its files, its entry and its policy, with the limits that strangers' projects have too. */
import * as v from "valibot";
import { BadScenario, Scenario } from "../../../../sim/home/scenario.ts";
import type { Policy } from "../../../judge/policy/policy.ts";
import { PolicySchema } from "../../../subjects/policy-schema.ts";
import { labClient } from "../lab-client.ts";
import { t } from "../language.ts";
import { LESSONS } from "../lessons.ts";
import type { Files } from "../protocol.ts";
import { stored } from "../stored.ts";
import { Workshop } from "../workshop.ts";

export const MAX_FILES = 40;
export const MAX_FILE_BYTES = 200_000;
const MAX_NAME_CHARACTERS = 100;
const MAX_PROJECT_CHARACTERS = 1_000_000;
const STORED_AS = "tightlip-lab-own";

/** Policy, as data. */
export const POLICY_FILE = "main.policy.json";
const POLICY = '{\n  "for": "60s"\n}\n';

export interface Project {
  readonly main: string;
  readonly files: Files;
}

const FileName = v.pipe(v.string(), v.check(isFileName));

const ProjectSchema = v.pipe(
  v.strictObject({
    main: FileName,
    files: v.pipe(
      v.record(FileName, v.pipe(v.string(), v.maxLength(MAX_FILE_BYTES))),
      v.check((files) => Object.keys(files).length <= MAX_FILES),
      v.check((files) => sizeOf(files) <= MAX_PROJECT_CHARACTERS),
    ),
  }),
  v.check(({ main, files }) => Object.hasOwn(files, main) && main.endsWith(".ts")),
);

/** Null where the text is no project, or a larger one than the lab takes. */
export function projectIn(text: string): Project | null {
  try {
    return v.parse(ProjectSchema, JSON.parse(text));
  } catch {
    return null;
  }
}

export function isProject(project: Project): boolean {
  return v.is(ProjectSchema, project);
}

/** A path of plain names to a file that the lab can use. */
export function isFileName(name: string): boolean {
  return (
    name.length <= MAX_NAME_CHARACTERS &&
    /^[A-Za-z0-9_][\w.-]*(?:\/[A-Za-z0-9_][\w.-]*)*\.(?:ts|json)$/.test(name) &&
    !/(?:^|\/)(?:__proto__|node_modules)(?:\/|$)/.test(name)
  );
}

let made: Workshop | null = null;

/** The one of this page, which the browser keeps. */
export function ownWorkshop(): Workshop {
  if (made !== null) return made;
  const kept = stored(STORED_AS);
  const { files, main } = projectIn(kept.value ?? "") ?? {
    main: "main.ts",
    files: { "main.ts": LESSONS[0]?.fixed ?? "", [POLICY_FILE]: POLICY },
  };
  const workshop = new Workshop(labClient, { files, main, policy: policyIn, goal: null });
  workshop.onChange((changed) => {
    kept.value = JSON.stringify({ main: workshop.main.value, files: changed });
  });
  made = workshop;
  return workshop;
}

/** Throws what a person can read. */
function policyIn(files: Files): Policy {
  const text = files[POLICY_FILE];
  if (text === undefined) return {};
  const data = v.safeParse(PolicySchema, parsed(text));
  if (!data.success) {
    const [{ path, message }] = data.issues;
    const field = path?.map(({ key }) => String(key)).join(".") ?? "";
    throw new Error(
      t("own.badPolicy", { file: POLICY_FILE, why: field === "" ? message : `${field}: ${message}` }),
    );
  }
  for (const one of data.output.scenarios ?? []) checkScenario(one);
  return data.output as Policy;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(t("own.badPolicy", { file: POLICY_FILE, why: (error as Error).message }));
  }
}

function checkScenario(data: unknown): void {
  try {
    Scenario.from(data);
  } catch (error) {
    if (!(error instanceof BadScenario)) throw error;
    throw new Error(t("own.badPolicy", { file: POLICY_FILE, why: error.message }));
  }
}

function sizeOf(files: Files): number {
  return Object.values(files).reduce((sum, text) => sum + text.length, 0);
}
