/**
 * Preloaded into a process, spoils one of its calls to the file system, at which `FAULT` says: `EMFILE:3` makes the fourth
 * that opens something fail, `ENOSPC:3` the fourth that writes; `KILL:3` kills the process before the fourth that
 * changes a file, or amid it where it writes bytes. `FAULT_COUNT` names a file that is told how many there were. Calls by
 * which Node loads its programs do not count.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const [fault, at] = process.env.FAULT.split(":");
const ERRNO = { EMFILE: -24, ENOSPC: -28 };
const WRITING = ["writeFileSync", "mkdirSync", "writeSync", "writeFile", "mkdir", "write"];
const CALLS = {
  EMFILE: ["openSync", "readFileSync", "readdirSync", "open", "readFile", "readdir"],
  ENOSPC: WRITING,
  KILL: [...WRITING, "renameSync", "linkSync", "rmSync", "rename", "rm"],
};
const PROGRAM = /\.(m?js|cjs|node|wasm)$|package\.json$/;
const { appendFileSync, writeSync } = fs;
let calls = 0;

function spoiled(original, name) {
  return function call(...args) {
    const isLoading = CALLS.EMFILE === CALLS[fault] && PROGRAM.test(String(args[0]));
    if (isLoading || calls++ !== Number(at)) return original.apply(this, args);
    if (fault === "KILL") die(this, args);
    const error = Object.assign(new Error(`${fault}: made up, ${name}`), {
      code: fault,
      errno: ERRNO[fault],
      syscall: name.replace(/(File|dir)?(Sync)?$/, "") || name,
    });
    if (name.endsWith("Sync")) throw error;
    const done = args.at(-1);
    if (typeof done !== "function") return Promise.reject(error);
    process.nextTick(done, error);
  };
}

/** Of bytes that are written to an open file, half are there. */
function die(handle, [bytes]) {
  if (typeof handle?.fd === "number" && bytes instanceof Uint8Array)
    writeSync(handle.fd, bytes.subarray(0, bytes.length / 2));
  process.kill(process.pid, "SIGKILL");
}

const handle = await fs.promises.open(import.meta.filename);
const prototype = Object.getPrototypeOf(handle);
await handle.close();
for (const name of CALLS[fault])
  for (const place of [fs, fs.promises, prototype])
    if (typeof place[name] === "function") place[name] = spoiled(place[name], name);
syncBuiltinESMExports();
process.on("exit", () => {
  if (process.env.FAULT_COUNT) appendFileSync(process.env.FAULT_COUNT, `${calls}\n`);
});
