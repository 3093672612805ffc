/** A real browser for pages that tests look at: Debian's Chromium, offline. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const CANDIDATES = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"];
const executablePath = CANDIDATES.find((path) => path !== undefined && existsSync(path));

export const hasBrowser = executablePath !== undefined;

/** Throws where there is none. */
export function launchBrowser(): Promise<Browser> {
  if (!hasBrowser) throw new Error('these tests need Chromium: "apt-get install chromium"');
  // Root, as in containers, has no sandbox; the pages are our own.
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
}
