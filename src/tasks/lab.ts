/** Task `lab`: serves the lab to a browser of this machine, or writes it as files. */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT_DONE } from "../exit-codes.ts";
import { refuseLinks } from "../no-links.ts";
import { LabServer } from "../site/server.ts";
import { labSite, type SiteFile } from "../site/site.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
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
    on({ kind: "item", item: written(out, site) });
    return EXIT_DONE;
  }
  const server = await started(site, port, warningTo(context));
  on(step("serving the lab; Ctrl-C ends it"));
  try {
    const failure = open ? await openedInBrowser(server.url) : null;
    on({ kind: "item", item: { kind: "served", url: server.url, failure } });
    await ended(signal);
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
function written(folder: string, site: readonly SiteFile[]): LabItem {
  refuseLinks(folder);
  try {
    mkdirSync(folder, { recursive: true });
    const names = site.map(({ name }) => name);
    const other = readdirSync(folder).find((name) => !names.includes(name));
    if (other !== undefined)
      throw new UserError(
        `${folder}: holds other files than the lab's. Name a new or empty folder.`,
        EXIT_USAGE,
      );
    for (const { name, content } of site) {
      refuseLinks(join(folder, name));
      writeFileSync(join(folder, name), content);
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== "EEXIST" && code !== "ENOTDIR" && code !== "EACCES" && code !== "EROFS") throw cause;
    throw new UserError(`${folder}: cannot be written (${code}). Name another folder.`, EXIT_USAGE, {
      cause,
    });
  }
  return { kind: "written", folder, bytes: site.reduce((sum, { content }) => sum + content.length, 0) };
}

/** Resolves when the person or the system ends it. */
function ended(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    signal?.addEventListener("abort", () => resolve(), { once: true });
    for (const name of ["SIGTERM", "SIGHUP"] as const) process.once(name, () => resolve());
  });
}
