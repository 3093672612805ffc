/** A project: files and an entry, with the limits that also strangers' projects have. */
import * as v from "valibot";
import type { Files } from "../protocol.ts";

export const MAX_FILES = 40;
export const MAX_FILE_BYTES = 200_000;
const MAX_NAME_CHARACTERS = 100;
const MAX_PROJECT_CHARACTERS = 1_000_000;

/** Policy, as data. */
export const POLICY_FILE = "main.policy.json";
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

function sizeOf(files: Files): number {
  return Object.values(files).reduce((sum, text) => sum + text.length, 0);
}
