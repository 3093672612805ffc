/** The thread between a check and the process of a project's programs. */
import { fork } from "node:child_process";
import { workerData } from "node:worker_threads";
import { SyncMessagePort } from "sync-message-port";
import type { Answer, Request } from "./process-messages.ts";

const { port: end, script, execArgv } = workerData;
const port = new SyncMessagePort(end);
const tell = (answer: Answer) => port.postMessage(answer);
// What programs print goes where messages for people go: standard output may be for machines.
const programs = fork(script, [], { execArgv, serialization: "advanced", stdio: ["ignore", 2, 2, "ipc"] });
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
