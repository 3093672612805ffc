/** Lets a scenario happen: each step at its time. */
import { Actor } from "../engine/actor.ts";
import { parseDuration } from "../tape/duration.ts";
import type { ScenarioData, Step } from "./scenario.ts";

type DirectorMessage =
  | { do: "step"; step: Exclude<Step, { do: "wait" }> }
  | { do: "restore wifi"; ssid: string | null }
  | { do: "erase settings" }
  | { do: "brown out"; times: number; everyMicros: number };

/** How long a device stays without current where the scenario does not say. */
const POWER_CUT_MICROS = 2_000_000;
/** A device that is asked to forget has this long before its settings are erased. */
const FORGET_MICROS = 2_000_000;
const ALWAYS = 1_000_000_000;

export class Director extends Actor {
  play({ steps }: ScenarioData): void {
    let afterMicros = 0;
    for (const step of steps) {
      if (step.do === "wait") afterMicros += parseDuration(step.for)!;
      else this.after(afterMicros, { do: "step", step } satisfies DirectorMessage);
    }
  }

  receive(message: unknown): void {
    const due = message as DirectorMessage;
    if (due.do === "step") this.step(due.step);
    else if (due.do === "restore wifi") this.world.switchWifi(due.ssid, true);
    else if (due.do === "erase settings") this.world.eraseSettings();
    else this.brownOut(due.times, due.everyMicros);
  }

  private step(step: Exclude<Step, { do: "wait" }>): void {
    const { world } = this;
    const { device, network, bus } = world;
    world.calm.stir();
    switch (step.do) {
      case "provision":
        world.provision(world.networkNamed(step.ssid ?? null), step.by ?? null);
        break;
      case "call":
        world.phone.call(step.service, step.command, step.values ?? []);
        break;
      case "ask":
        world.phone.ask(step.service, step.register);
        break;
      case "readSetting":
        bus.readSetting(step.key);
        break;
      case "press":
        bus.drive(step.what, {
          do: "press",
          ...(step.for !== undefined && { forMicros: parseDuration(step.for)! }),
        });
        break;
      case "turn":
        bus.drive(step.what, { do: "turn", to: step.to });
        break;
      case "set":
        bus.drive(step.what, {
          do: "set",
          to: step.to,
          ...(step.register !== undefined && { register: step.register }),
        });
        break;
      case "emit":
        bus.drive(step.what, { do: "emit", event: step.event });
        break;
      case "plug":
      case "unplug":
        bus.drive(step.what, { do: step.do });
        break;
      case "reply":
        network.servers.reply(
          step.host,
          { status: step.status ?? 200, body: step.body ?? "{}" },
          step.times ?? ALWAYS,
        );
        break;
      case "trouble":
        network.servers.trouble(step.host, step.trouble);
        break;
      case "poison":
        network.servers.poison(step.host, step.address);
        break;
      case "publish":
        network.publish({ topic: step.topic, payload: step.payload, retain: step.retain === true });
        break;
      case "loseWifi":
        world.switchWifi(step.ssid ?? null, false);
        if (step.for !== undefined)
          this.after(parseDuration(step.for)!, {
            do: "restore wifi",
            ssid: step.ssid ?? null,
          } satisfies DirectorMessage);
        break;
      case "restoreWifi":
        world.switchWifi(step.ssid ?? null, true);
        break;
      case "loseMessages":
        network.loss = step.share;
        break;
      case "cutPower":
        if (step.atWrite !== undefined) device.cutPowerAtWrite(step.atWrite, step.tear ?? 0.5);
        else {
          device.cutPower();
          device.restart(step.for === undefined ? POWER_CUT_MICROS : parseDuration(step.for)!);
        }
        break;
      case "brownOut":
        this.brownOut(step.times, parseDuration(step.every)!);
        break;
      case "reset":
        device.restart();
        break;
      case "factoryReset":
        world.phone.askToReset();
        this.after(FORGET_MICROS, { do: "erase settings" } satisfies DirectorMessage);
        break;
      case "update":
        device.flashProgram(world.image);
        break;
      case "handOver":
        world.handOver();
        break;
      case "jumpClock":
        device.jumpClock(parseDuration(step.by)!);
        break;
      case "stressMemory":
        device.stressMemory();
        break;
      case "holdMemory":
        device.holdMemory(step.sizeBytes);
        break;
      case "noise":
        bus.noise = step.share;
        break;
    }
  }

  private brownOut(times: number, everyMicros: number): void {
    const { device } = this.world;
    device.cutPower();
    device.restart();
    if (times > 1)
      this.after(everyMicros, { do: "brown out", times: times - 1, everyMicros } satisfies DirectorMessage);
  }
}
