/** What is asked about the machine and the project rather than about a firmware. */
import { Argument, type Command } from "commander";

export function addSetupCommands(program: Command): void {
  addDoctor(program);
  addCache(program);
}

function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description("Look whether this machine and the project here have what tightlip needs. Changes nothing.")
    .option("--json", "print JSON on standard output, and nothing else there")
    .addHelpText(
      "after",
      `
Examples:
  tightlip doctor
  tightlip doctor --json | jq '.checks[] | select(.state == "problem")'

A line begins with ✔ for what is well, ✖ for a problem, · for what is missing and not needed yet.

Exit codes:
  0  no problem                2  a problem with Node, DeviceScript, the cache, or the project
  5  only with a serial port   70 internal error`,
    )
    .action(async (options) => {
      const { doctorCommand } = await import("./doctor.ts");
      process.exitCode = await doctorCommand(options);
    });
}

function addCache(program: Command): void {
  program
    .command("cache")
    .addArgument(new Argument("[action]", "clean: remove what tightlip has in it").choices(["clean"]))
    .description("Say where the cache is and how large it is, or clean it.")
    .option("--json", "print JSON on standard output, and nothing else there")
    .addHelpText(
      "after",
      `
Examples:
  tightlip cache
  tightlip cache clean

It holds built images and prepared parts of DeviceScript, no secrets, and all of it is made again when needed. The
environment variable TIGHTLIP_CACHE names another folder. Files of others in that folder stay.

Exit codes:
  0  done                      2  the folder cannot be read or cleaned
  70 internal error`,
    )
    .action(async (action: "clean" | undefined, options) => {
      const { cacheCommand } = await import("./cache.ts");
      process.exitCode = cacheCommand(action, options);
    });
}
