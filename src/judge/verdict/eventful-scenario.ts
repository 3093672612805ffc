/**
 * Eventful scenario: what happens to most devices sooner or later, in two minutes. Firmware for which neither a
 * scenario nor the length of runs is given is tried in it too, so that what it does after a restart or a failed request is judged.
 */
import type { ServiceSpec } from "../../../sim/device/image.ts";
import type { Duration, ScenarioData, Step } from "../../../sim/home/scenario.ts";
import type { Handles, MissingMember, Program } from "../subject.ts";

/** Members of replies that say that all is well. */
const FINE = { ok: true, status: "ok", success: true, result: 1 };

export function eventfulScenario(
  { services }: Program,
  { peers, offered }: Handles,
  missing: readonly MissingMember[],
): ScenarioData {
  const specOf = (serviceClass: number) => services.find((spec) => spec.classIdentifier === serviceClass);
  const body = JSON.stringify({ ...FINE, ...Object.fromEntries(missing.map(({ member }) => [member, 1])) });
  const steps: Step[] = [
    wait("20s"),
    ...peers.flatMap(({ name, serviceClass }): Step[] =>
      isPressed(specOf(serviceClass)) ? [{ do: "press", what: name, for: "100ms" }, wait("3s")] : [],
    ),
    ...offered.flatMap((serviceClass) => readings(specOf(serviceClass))),
    { do: "reply", host: "*", body },
    wait("15s"),
    { do: "trouble", host: "*", trouble: "refuses" },
    { do: "loseWifi", for: "3s" },
    wait("25s"),
    { do: "trouble", host: "*", trouble: null },
    { do: "cutPower", for: "2s" },
    wait("40s"),
  ];
  return { name: "much that happens", steps };
}

function wait(duration: Duration): Step {
  return { do: "wait", for: duration };
}

function isPressed(spec: ServiceSpec | undefined): boolean {
  return spec?.packets.some(({ kind, name }) => kind === "event" && name === "down") === true;
}

/** Everything that others can read of a service that the firmware offers. */
function readings(spec: ServiceSpec | undefined): Step[] {
  if (spec === undefined) return [];
  return spec.packets.flatMap(({ kind, name }): Step[] =>
    kind === "ro" || kind === "rw" ? [{ do: "ask", service: spec.camelName, register: name }] : [],
  );
}
