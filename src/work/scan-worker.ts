/** Script of a thread that scans windows. */
import type { Hit, Wanted } from "../judge/search/hit.ts";
import { Scanner } from "../judge/search/scan.ts";
import type { ScanWindow } from "../judge/search/window-queue.ts";
import { doErrands } from "./errand-worker.ts";

doErrands<null, readonly Wanted[], ScanWindow, Hit[]>((wanted) => {
  const scanner = new Scanner(wanted);
  return (window) => scanner.scanWindow(window);
});
