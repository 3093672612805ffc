/** The lab as files that any web server, or a folder, can serve. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { OWN_PACKAGE } from "../compile/project-files.ts";
import { serviceWorkerScript } from "./service-worker.ts";
import { toolchainScript } from "./toolchain-script.ts";

export interface SiteFile {
  readonly name: string;
  /** Media type. */
  readonly type: string;
  readonly content: Uint8Array;
}

/** Files that the build of this package has bundled. */
const BUNDLED = { "index.html": "text/html", "lab.js": "text/javascript", "lab.css": "text/css" } as const;

/** All files of the lab. Throws an Error where the package was not built whole. */
export function labSite(): SiteFile[] {
  const bundled = Object.entries(BUNDLED).map(([name, type]) => {
    const path = join(OWN_PACKAGE, "dist", "lab", name);
    if (!existsSync(path)) throw new Error(`the lab's ${name} is not there: tightlip was not built whole`);
    return file(name, type, readFileSync(path));
  });
  const site = [...bundled, file("toolchain.js", "text/javascript", Buffer.from(toolchainScript()))];
  const version = createHash("sha256");
  for (const { content } of site) version.update(content);
  const script = serviceWorkerScript(
    site.map(({ name }) => name),
    version.digest("hex").slice(0, 16),
  );
  return [...site, file("sw.js", "text/javascript", Buffer.from(script))];
}

function file(name: string, type: string, content: Uint8Array): SiteFile {
  return { name, type: `${type}; charset=utf-8`, content };
}
