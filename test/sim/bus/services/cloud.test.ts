import { describe, expect, it } from "vitest";
import { BadScenario, scenario } from "../../../../sim/home/scenario.ts";
import type { World } from "../../../../sim/home/world.ts";
import { toLatin1 } from "../../../../sim/tape/bytes.ts";
import { firmware, printed, run } from "../../../firmware.ts";

const image = firmware("services/cloud");
/** Topics and JSON of the uploads that the cloud sees. */
const uploads = (world: World) =>
  world.tape.events
    .filter((e) => e.observers.includes("endpoint"))
    .map((e) => /(\w+)\0(\{.*\})/.exec(toLatin1(e.payload!))?.slice(1));

describe("the board's cloud adapter", () => {
  it("passes on to a cloud what firmware uploads, which the endpoint sees", () => {
    expect(uploads(run(image, 5))).toEqual([["temperature", '{"celsius":21.5}']]);
  });

  it("brings messages of the cloud, one after the other, and after a restart too", () => {
    const orders = scenario("orders")
      .wait("3s")
      .cloudMessage("order", { mode: "eco" })
      .wait("1s")
      .cloudMessage("env", { unit: "F" })
      .cloudMessage("order", { mode: "boost" })
      .wait("1s")
      .reset()
      .wait("3s")
      .cloudMessage("order", { mode: "off" });

    const world = run(image, 9, { scenario: orders });

    const lines = printed(world).filter((line) => /^(order|unit)/.test(line));
    expect(lines).toEqual(["order eco", "unit F", "order boost", "order off"]);
    expect(uploads(world)).toContainEqual(["done", '{"mode":"eco"}']);
    const [message] = world.tape.events.filter((e) => e.from === "server");
    expect([message.observers, message.kind, message.to]).toEqual([["cable"], "report", null]);
  });

  it("brings none that no frame can hold, or that no firmware receives", () => {
    const long = scenario("long").wait("2s").cloudMessage("order", "x".repeat(230));
    const unheard = scenario("unheard").wait("2s").cloudMessage("order", {});

    expect(() => run(image, 3, { scenario: long })).toThrow(/message "order" of the cloud is too long/);
    expect(() => run(firmware("lamp"), 3, { scenario: unheard })).toThrow(BadScenario);
    expect(() => run(firmware("lamp"), 3, { scenario: unheard })).toThrow(/uses no cloud adapter/);
  });
});
