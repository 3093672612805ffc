/** Files and folders that the person opens. They are read in the page, and go nowhere. */
import { textOfFile } from "../file.ts";
import type { Files } from "../protocol.ts";
import { isFileName, isProject, MAX_FILE_BYTES, MAX_FILES, type Project } from "./project.ts";

/** A file with its path from the folder that was opened. */
interface Found {
  readonly path: string;
  readonly file: File;
}

/** Null where there is no firmware among them, or too much. */
export async function projectOf(found: readonly Found[]): Promise<Project | null> {
  const usable = found.filter(({ path }) => isFileName(path)).slice(0, MAX_FILES);
  const read = await Promise.all(
    usable.map(async ({ path, file }) => [path, await textOfFile(file, MAX_FILE_BYTES)] as const),
  );
  const files: Files = Object.fromEntries(
    read.flatMap(([path, text]) => (text === null ? [] : [[path, text]])),
  );
  const main = mainOf(Object.keys(files));
  if (main === null) return null;
  const project = { main, files };
  return isProject(project) ? project : null;
}

/** Files of an input, of which one for folders says the folder first. */
export function foundIn(list: FileList): Found[] {
  return [...list].map((file) => ({
    path: file.webkitRelativePath === "" ? file.name : file.webkitRelativePath.replace(/^[^/]*\//, ""),
    file,
  }));
}

/** Browsers in which the page may ask for a folder itself. */
interface FolderPicker {
  readonly showDirectoryPicker?: () => Promise<Folder>;
}

interface Folder {
  readonly kind: "directory";
  readonly values: () => AsyncIterable<Entry>;
  readonly name: string;
}

type Entry = Folder | { readonly kind: "file"; readonly name: string; readonly getFile: () => Promise<File> };

export function canPickFolder(): boolean {
  return (globalThis as FolderPicker).showDirectoryPicker !== undefined;
}

/** Null where the person picks none. */
export async function pickedFolder(): Promise<Found[] | null> {
  try {
    const folder = await (globalThis as FolderPicker).showDirectoryPicker!();
    return await filesIn(folder, "");
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return null;
    throw error;
  }
}

async function filesIn(folder: Folder, before: string): Promise<Found[]> {
  const found: Found[] = [];
  for await (const entry of folder.values()) {
    if (found.length >= MAX_FILES) break;
    const path = `${before}${entry.name}`;
    if (entry.kind === "file") {
      if (isFileName(path)) found.push({ path, file: await entry.getFile() });
    } else if (!entry.name.startsWith(".") && entry.name !== "node_modules") {
      found.push(...(await filesIn(entry, `${path}/`)));
    }
  }
  return found;
}

/** The usual name for an entry, or else the first program. */
function mainOf(paths: readonly string[]): string | null {
  const programs = paths.filter((path) => path.endsWith(".ts") && !/\.(?:d|policy|test)\.ts$/.test(path));
  return (
    programs.find((path) => path === "main.ts") ??
    programs.find((path) => path === "src/main.ts") ??
    programs.find((path) => path.endsWith("/main.ts")) ??
    programs[0] ??
    null
  );
}
