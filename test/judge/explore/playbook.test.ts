import { expect, it } from "vitest";
import type { PacketSpec, ServiceSpec } from "../../../sim/device/image.ts";
import { VERB_NAMES, VERBS } from "../../../sim/home/verbs/verbs.ts";
import { playbook } from "../../../src/judge/explore/playbook.ts";
import type { Program } from "../../../src/judge/subject.ts";

const FIELD = { name: "_", type: "u8", storage: 1 };

function service(classIdentifier: number, packets: readonly Partial<PacketSpec>[]): ServiceSpec {
  const name = `service ${classIdentifier}`;
  const whole = packets.map((packet, identifier): PacketSpec => {
    return { kind: "rw", name: `packet_${identifier}`, identifier, fields: [FIELD], ...packet };
  });
  return { name, shortId: name, camelName: name, classIdentifier, extends: [], packets: whole, enums: {} };
}

it("the playbook of the trigger search tries the verbs that say so, and no others", () => {
  const program: Program = {
    image: null,
    given: [],
    cpu: null,
    literals: { texts: ["boil", "home/kettle/set"], numbers: [80] },
    services: [
      service(1, [
        { kind: "ro", identifierName: "reading" },
        { kind: "event", name: "down" },
      ]),
      service(2, [{ kind: "command" }, { kind: "rw" }]),
      { ...service(3, []), camelName: "cloudAdapter" },
    ],
    presets: [],
    outcomes: null,
    alternatives: null,
  };

  const usual = {
    tape: { events: [] },
    settings: { read: ["region"], written: [] },
    insights: [],
    reactsTo: { peers: [{ name: "button", serviceClass: 1 }], offered: [2], subscribed: ["home/+/set"] },
  };
  const { first, happenings } = playbook(program, usual);
  const plays = [...first, ...happenings];

  const tried = new Set(plays.flatMap(({ steps }) => steps.map((step) => step.do)));
  expect([...tried].sort()).toEqual(VERB_NAMES.filter((name) => VERBS[name].isTried !== false).sort());
});
