/** Effects: an actuator that is on moves what a sensor reads, as a heater does what a thermometer reads. */
import { FORK, type Forker } from "../engine/fork.ts";

const MICROS_A_MINUTE = 60_000_000;
/** A room, or water, goes back by itself at this share of the speed at which the actuator moves it. */
const BACK_SHARE = 0.1;

/** Effect of an actuator on a sensor, both by their names on the bus. */
export interface Effect {
  readonly actuator: string;
  readonly sensor: string;
  /** Reading that the actuator leads to, in the sensor's own unit. */
  readonly to: number;
  /** Change of the reading in a minute in which the actuator is fully on. */
  readonly perMinute: number;
}

interface LastingEffect extends Effect {
  /** Distance that the reading has been moved by then, in its own unit. */
  moved: number;
  sinceMicros: number;
}

/** The bus as the effects see it. */
export interface EffectPorts {
  readonly nowMicros: number;
  /** From 0, off, to 1, fully on. */
  level(actuator: string): number;
  /** Reading without any effect, about which it drifts. */
  around(sensor: string): number;
}

export class Effects {
  private readonly all: LastingEffect[] = [];

  /** From now on; in place of an earlier one of the same two, of which stays what it has moved. */
  add(effect: Effect, ports: EffectPorts): void {
    this.settle(ports);
    const at = this.all.findIndex(
      ({ actuator, sensor }) => actuator === effect.actuator && sensor === effect.sensor,
    );
    const moved = this.all[at]?.moved ?? 0;
    this.all.splice(at < 0 ? this.all.length : at, 1, { ...effect, moved, sinceMicros: ports.nowMicros });
  }

  /** An actuator is about to change: time until now passed with the level that it has. */
  settle(ports: EffectPorts): void {
    for (const effect of this.all) {
      effect.moved = movedNow(effect, ports);
      effect.sinceMicros = ports.nowMicros;
    }
  }

  /** Distance by which a sensor's reading is moved now. */
  movedOf(sensor: string, ports: EffectPorts): number {
    return this.all
      .filter((effect) => effect.sensor === sensor)
      .reduce((sum, effect) => sum + movedNow(effect, ports), 0);
  }

  [FORK](forker: Forker): Effects {
    return forker.copyFields(this);
  }
}

function movedNow(effect: LastingEffect, { nowMicros, level, around }: EffectPorts): number {
  const { actuator, sensor, to, perMinute, moved, sinceMicros } = effect;
  const minutes = (nowMicros - sinceMicros) / MICROS_A_MINUTE;
  const share = level(actuator);
  return share > 0
    ? towards(moved, to - around(sensor), perMinute * share * minutes)
    : towards(moved, 0, perMinute * BACK_SHARE * minutes);
}

function towards(from: number, to: number, atMost: number): number {
  const way = to - from;
  return from + Math.sign(way) * Math.min(Math.abs(way), atMost);
}
