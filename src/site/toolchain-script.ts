/** Script that the lab's page loads beside itself: compiler, VM, and the sources of the library and the lessons. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inAscii } from "../ascii.ts";
import { OWN_PACKAGE } from "../compile/project-files.ts";
import { compilerScript, VM_SHA256 } from "../devicescript.ts";
import { loadMeteredVmBytes } from "../metered-vm.ts";
import { VERSION } from "../version.ts";

/** Files and folders of tightlip's package that builds in the page look at. */
const SERVICES = "services";
const BUILT_FROM = ["package.json", SERVICES, "devs/index.ts", "devs/provision.ts", "devs/lib"];
const FIRMWARE = ["devs/lessons", "devs/appliances", "devs/interception"];

/** Data on the global that the page's script finds, to which the compiler is added as a function. */
export interface PageToolchain {
  /** Base64. */
  readonly vm: string;
  readonly vmSha256: string;
  /** Text by path in tightlip's package. */
  readonly files: Readonly<Record<string, string>>;
  readonly version: string;
}

/** Name of that global. */
const GLOBAL = "tightlipToolchain";

/** A classic script, in ASCII: pages that are opened from a file load no other kind. */
export function toolchainScript(): string {
  const toolchain: PageToolchain = {
    vm: Buffer.from(loadMeteredVmBytes()).toString("base64"),
    vmSha256: VM_SHA256,
    files: Object.fromEntries([...BUILT_FROM, ...FIRMWARE].flatMap(textsIn)),
    version: VERSION,
  };
  const data = inAscii(JSON.stringify(toolchain));
  // As a function, and not as a text, the compiler is hardly looked at until somebody asks for its source.
  return `globalThis.${GLOBAL}=${data};\nglobalThis.${GLOBAL}.compiler=${compilerScript()};\n`;
}

/** A file, or all below a folder that builds read, by path. */
function textsIn(path: string): (readonly [path: string, text: string])[] {
  const at = join(OWN_PACKAGE, path);
  if (/\.\w+$/.test(path)) return [[path, readFileSync(at, "utf8")]];
  const names = readdirSync(at, { recursive: true, encoding: "utf8" }).map((name) =>
    name.replaceAll("\\", "/"),
  );
  return names
    .filter((name) => (path === SERVICES ? name.endsWith(".md") : isFirmware(name)))
    .sort()
    .map((name) => [`${path}/${name}`, readFileSync(join(at, name), "utf8")]);
}

/** Policies and goals are in the page itself. */
function isFirmware(name: string): boolean {
  return name.endsWith(".ts") && !name.endsWith(".policy.ts") && !name.endsWith("goal.ts");
}
