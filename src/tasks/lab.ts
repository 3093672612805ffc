/** Task `lab`: serves the lab to a browser of this machine, or writes it as files. */
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { isAsideOf } from "../aside.ts";
import { EXIT_DONE } from "../exit-codes.ts";
import { refuseLinks } from "../no-links.ts";
import { LabServer } from "../site/server.ts";
import { labSite, type SiteFile } from "../site/site.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { writeWholeFile } from "../whole-file.ts";
import { openedInBrowser } from "./browser.ts";
import { blockingStep, step, type TaskContext, warningTo } from "./progress.ts";

export interface LabRequest {
  /** Port on this machine; null for the usual one, or any that is free. */
  readonly port: number | null;
  /** Folder to write the lab to, instead of serving it; null to serve. */
  readonly out: string | null;
  readonly open: boolean;
}

/** A browser keeps progress by address, so it is the same each time. */
const USUAL_PORT = 17_017;

/** Of a file that is written: everybody may read it. */
const MODE = 0o644;

/** State of the lab, as it comes to be. */
export type LabItem =
  | { readonly kind: "served"; readonly url: string; readonly failure: string | null }
  | { readonly kind: "written"; readonly folder: string; readonly bytes: number };

/** Serves until the signal comes. Throws a UserError for a port or a folder that cannot be had. */
export async function lab({ port, out, open }: LabRequest, context: TaskContext<LabItem>): Promise<number> {
  const { on, signal } = context;
  on(blockingStep("preparing the lab"));
  const site = labSite();
  if (out !== null) {
    on({ kind: "item", item: await written(out, site) });
    return EXIT_DONE;
  }
  const server = await started(site, port, warningTo(context));
  on(step("serving the lab; Ctrl-C ends it"));
  try {
    const failure = open ? await openedInBrowser(server.url) : null;
    // Whoever reads the address may end the lab at once.
    const end = ended(signal);
    on({ kind: "item", item: { kind: "served", url: server.url, failure } });
    await end;
  } finally {
    await server.close();
  }
  return EXIT_DONE;
}

async function started(
  site: readonly SiteFile[],
  port: number | null,
  warn: (message: string) => void,
): Promise<LabServer> {
  try {
    return await LabServer.start(site, port ?? USUAL_PORT);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== "EADDRINUSE" && code !== "EACCES") throw cause;
    if (port === null) {
      warn(
        `port ${USUAL_PORT} is in use: at another address, the browser does not have the progress that it keeps.`,
      );
      return await LabServer.start(site, 0);
    }
    const why = code === "EADDRINUSE" ? "is in use" : "may not be used by you";
    throw new UserError(`port ${port} ${why}. Name another with --port, or leave it out.`, EXIT_USAGE, {
      cause,
    });
  }
}

/** A new folder, an empty one, or one with an earlier lab: nothing else is written over. */
async function written(folder: string, site: readonly SiteFile[]): Promise<LabItem> {
  refuseLinks(folder);
  try {
    mkdirSync(folder, { recursive: true });
    const isOwn = (found: string) => site.some(({ name }) => found === name || isAsideOf(found, name));
    const other = readdirSync(folder).find((found) => !isOwn(found));
    if (other !== undefined)
      throw new UserError(
        `${folder}: holds other files than the lab's. Name a new or empty folder.`,
        EXIT_USAGE,
      );
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== "EEXIST" && code !== "ENOTDIR" && code !== "EACCES" && code !== "EROFS") throw cause;
    throw new UserError(`${folder}: cannot be written (${code}). Name another folder.`, EXIT_USAGE, {
      cause,
    });
  }
  for (const { name, content } of site) await writeWholeFile(join(folder, name), [content], MODE);
  return { kind: "written", folder, bytes: site.reduce((sum, { content }) => sum + content.length, 0) };
}

/** Resolves when the person or the system ends it. */
function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
    for (const name of ["SIGTERM", "SIGHUP"] as const) process.once(name, () => resolve());
  });
}
