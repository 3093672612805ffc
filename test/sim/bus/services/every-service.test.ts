import { beforeAll, describe, expect, it } from "vitest";
import { decodeFrame } from "../../../../sim/bus/frame.ts";
import { type FieldValue, unpackFields } from "../../../../sim/bus/pack.ts";
import { REGISTER_KINDS } from "../../../../sim/bus/services/initial.ts";
import type { PacketSpec } from "../../../../sim/device/image.ts";
import type { World } from "../../../../sim/home/world.ts";
import { buildImage } from "../../../../src/compile/build.ts";
import { tempProject } from "../../../compile/temp-project.ts";
import { printed, run } from "../../../firmware.ts";
import { type Client, catalogue, clients } from "./catalogue.ts";

/** Roles that fit into one program. */
const BATCH = 10;
const GET_REGISTER = 0x1000;
/** The VM computes with 32-bit floats where it prints. */
const ROUNDING = 1e-6;

const all = clients();
const worlds = new Map<string, World>();

beforeAll(() => {
  for (let at = 0; at < all.length; at += BATCH) {
    const batch = all.slice(at, at + BATCH);
    const root = tempProject({ "src/main.ts": firmwareReading(batch) });
    const world = run(buildImage(`${root}/src/main.ts`).image, 12);
    for (const client of batch) worlds.set(client.name, world);
  }
});

describe("services of the catalogue", () => {
  it("has a client for most of them", () => {
    expect(all.length).toBeGreaterThan(80);
    expect(new Set(all.map((client) => client.spec.classIdentifier)).size).toBe(all.length);
  });

  it.each(all.map((client) => [client.name, client] as const))(
    "serves %s: the role binds, and every register is read as the peer sent it",
    (name, client) => {
      const world = worlds.get(name)!;
      const read = new Map<string, string>();
      for (const line of printed(world)) {
        const [, of, member, value] = /^(\S+) (\S+) (.*)$/.exec(line) ?? [];
        if (of === name) read.set(member, value);
      }
      expect([...read.keys()]).toEqual(["bound", ...client.registers.map(({ member }) => member)]);
      expect(read.get("bound")).toBe("true");
      for (const { member, identifier } of client.registers) {
        const register = registerOf(client, identifier);
        const sent = reports(world, client, register);
        const got = JSON.parse(read.get(member)!) as Printed;
        expect(sent.length, member).toBeGreaterThan(0);
        expect(
          sent.some((values) => sameValues(register, got, values)),
          `${member}: ${JSON.stringify(got)} is none of ${JSON.stringify(sent)}`,
        ).toBe(true);
      }
    },
  );

  it("leaves out of DeviceScript what has no role: deprecated services and parts of the infrastructure", () => {
    const without = catalogue().filter((spec) => !all.some((client) => client.spec === spec));
    expect(without.map(({ shortId }) => shortId)).toMatchInlineSnapshot(`
      [
        "_system",
        "_base",
        "_sensor",
        "arcadegamepad",
        "bootloader",
        "bridge",
        "capacitivebutton",
        "cloudconfiguration",
        "codalmessagebus",
        "control",
        "dashboard",
        "devicescriptcondition",
        "devicescriptdebugger",
        "devicescriptmanager",
        "eco2",
        "gpio",
        "infrastructure",
        "ledsingle",
        "logger",
        "pccontroller",
        "pcmonitor",
        "pressurebutton",
        "prototest",
        "proxy",
        "rolemanager",
        "tcp",
        "uniquebrain",
        "verifiedtelemetrysensor",
        "wifi",
        "wssk",
      ]
    `);
  });
});

type Printed = number | string | boolean | null | readonly Printed[];

function firmwareReading(batch: readonly Client[]): string {
  const parts = batch.map(({ name, registers }, i) => {
    const reads = registers.map(
      ({ member }) => `show("${name} ${member}", await role${i}.${member}.read());`,
    );
    return `const role${i} = new ds.${name}();
async function read${i}() {
  while (!role${i}.isBound) await ds.delay(100);
  console.log("${name} bound true");
  ${reads.join("\n  ")}
}
read${i}.start();`;
  });
  return `import * as ds from "@devicescript/core";
function plain(value: any): any {
  if (value instanceof Buffer) return value.toString("hex");
  if (Array.isArray(value)) return value.map(plain);
  return value;
}
function show(what: string, value: any) {
  console.log(what + " " + JSON.stringify(plain(value)));
}
${parts.join("\n")}
`;
}

function registerOf({ spec }: Client, identifier: number): PacketSpec {
  return spec.packets.find((p) => p.identifier === identifier && REGISTER_KINDS.includes(p.kind))!;
}

/** Values that the client's peer reported of a register, in the order of the reports. */
function reports(world: World, { spec }: Client, register: PacketSpec): FieldValue[][] {
  const peer = world.bus.drivable.find((server) => server.spec.shortId === spec.shortId);
  // Services that the board has itself are bound there.
  const deviceId = peer?.deviceId ?? world.device.deviceId;
  const frames = world.tape.events
    .filter((event) => event.channel === "frame" && event.payload !== null)
    .map((event) => decodeFrame(event.payload!)!);
  return frames
    .filter((frame) => frame.device === deviceId)
    .flatMap((frame) => frame.packets)
    .filter((packet) => packet.index > 0 && packet.command === (GET_REGISTER | register.identifier))
    .map((packet) => unpackFields(register, packet.data));
}

/**
 * The VM gives a lone field as itself, several as a list, bytes as hex, and prints numbers with a few digits less.
 * Text that repeats ends with an empty one in it.
 */
function sameValues(spec: PacketSpec, got: Printed, sent: readonly FieldValue[]): boolean {
  const list = Array.isArray(got) ? (got as readonly Printed[]) : [got as Printed];
  const whole = spec.fields[0].startRepeats && spec.fields[0].type === "string0" ? [...sent, ""] : sent;
  return (
    list.length === whole.length &&
    whole.every((value, i) => {
      const other = list[i];
      if (value instanceof Uint8Array) return other === Buffer.from(value).toString("hex");
      if (typeof value !== "number") return other === value;
      const seen = value * 2 ** lostShift(spec, i);
      return Math.abs(seen - Number(other)) <= Math.max(1e-5 * Math.abs(seen), ROUNDING);
    })
  );
}

/** Among several fields, or repeated ones, the VM keeps four bits of a fixed point's place (`devs_field_spec_t`, DeviceScript 2.16.4). */
function lostShift({ fields }: PacketSpec, index: number): number {
  const shift = fields[Math.min(index, fields.length - 1)].shift ?? 0;
  return fields.length === 1 && !fields[0].startRepeats ? 0 : shift - (shift & 0xf);
}
