/** The clients that DeviceScript has, as its own declarations list them, and the services that they belong to. */
import type { ServiceSpec } from "../../../../sim/device/image.ts";
import { loadCompiler } from "../../../../src/devicescript.ts";

export interface Client {
  /** Name of the class, such as `LightBulb`. */
  readonly name: string;
  readonly spec: ServiceSpec;
  readonly registers: readonly { readonly member: string; readonly identifier: number }[];
}

/** Base classes, and the control service, which is no role that can be bound: it is at index 0 of every device. */
const NOT_ROLES = ["System", "Base", "Sensor", "Control"];
/** Services that DeviceScript 2.16.4 declares but cannot use, with what it says when somebody tries. */
export const UNUSABLE: Readonly<Record<string, string>> = {
  ECO2: "no such service: ECO2",
  PCController: "no such service: pCController",
  PCMonitor: "no such service: pCMonitor",
  CapacitiveButton: "0x1xxxxxxx expected for service class",
  PressureButton: "0x1xxxxxxx expected for service class",
};
/** Part of the board; its tests are elsewhere. */
const ON_BOARD = ["Wifi"];
const LEFT_OUT = [...NOT_ROLES, ...Object.keys(UNUSABLE), ...ON_BOARD];
const READ_REGISTER = 0x1000;

export function catalogue(): readonly ServiceSpec[] {
  return loadCompiler().resolveConfig().services;
}

export function clients(): Client[] {
  const compiler = loadCompiler();
  const { services } = compiler.resolveConfig();
  const [, declarations] = Object.entries(compiler.libraries()).find(([path]) =>
    path.endsWith("/devicescript-spec.d.ts"),
  )!;
  const parts = declarations.split(/^class /m).slice(1);
  return parts.flatMap((part) => {
    const name = part.slice(0, part.search(/\W/));
    const spec = services.find(({ camelName }) => camelName.toLowerCase() === name.toLowerCase());
    return spec === undefined || LEFT_OUT.includes(name)
      ? []
      : [{ name, spec, registers: registersIn(part) }];
  });
}

function registersIn(declaration: string): Client["registers"] {
  const codes = new Map(
    [...declaration.matchAll(/^\s*Reg(\w+) = (0x[0-9a-f]+)/gm)].map(([, member, code]) => [
      member.toLowerCase(),
      Number(code) - READ_REGISTER,
    ]),
  );
  return [...declaration.matchAll(/^\s*readonly (\w+): Register</gm)].map(([, member]) => ({
    member,
    identifier: codes.get(member.toLowerCase())!,
  }));
}
