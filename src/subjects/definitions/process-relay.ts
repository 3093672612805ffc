/** The thread between a check and the process of a project's programs. */
import { fork } from "node:child_process";
import { workerData } from "node:worker_threads";
import { SyncMessagePort } from "sync-message-port";
import type { Answer, Request } from "./process-messages.ts";

const CACHE_KEY = "TIGHTLIP_CACHE_KEY";

const { port: end, script, execArgv, cwd } = workerData;
const port = new SyncMessagePort(end);
const tell = (answer: Answer) => port.postMessage(answer);
// What programs print goes where messages for people go: standard output may be for machines.
const programs = fork(script, [], {
  ...{ cwd, execArgv, serialization: "advanced", stdio: ["ignore", 2, 2, "ipc"] },
  // The key of the cache is no business of a project's programs.
  env: Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== CACHE_KEY)),
});
programs.on("message", (answer: Answer) => tell(answer));
programs.on("error", (error) => tell({ kind: "ended", how: error.message }));
programs.on("exit", (code, signal) => tell({ kind: "ended", how: signal ?? `exit code ${code}` }));
port.on("message", (request: Request | "end") => {
  if (request === "end") {
    programs.kill("SIGKILL");
    port.close();
  } else {
    // To a process that is gone nothing can be sent, and that it is gone was told.
    programs.send(request, () => {});
  }
});
