// An actuator that does not stay on by mistake: off at start, with a longest time on that waits for no sensor, off
// without a reading or beyond a limit, and with a shortest time off.
import * as ds from "@devicescript/core";

const LOOK_EVERY_MS = 1_000;
/** Looks without a reading after which none is to be expected, even where the clock has jumped. */
const LEAST_MISSED = 3;
/** Nobody knows at which level the hardware is. */
const UNKNOWN = -1;

export interface ActuatorSensor {
  /** Current reading. It may take for ever where the sensor is gone. */
  read: () => Promise<number>;
  /** Longest time on without a reading. */
  silentMs: number;
  /** Readings beyond are a fault. */
  least?: number;
  most?: number;
}

export interface ActuatorOptions {
  /** The hardware: it is told anew whenever it comes back. */
  role: ds.Role;
  /** Drives it; at 0 it is off. */
  write: (level: number) => Promise<void>;
  /** Longest time on; by default as long as somebody wants it. */
  longestMs?: number;
  /** Shortest time off, after a start too: it goes on when that is over. */
  pauseMs?: number;
  sensor?: ActuatorSensor;
  /** Told why it was switched off although somebody wanted it on. */
  tripped?: (trouble: string) => Promise<void>;
}

/** Make it before anything else: it switches off what was left on before the start. */
export class Actuator {
  /** Level of the hardware: 0 is off. */
  level = 0;
  /** Level that somebody wants: it has it, or gets it once pause and sensor allow that. */
  wanted = 0;
  /** The last reading; undefined while it is not wanted, and until there is one. */
  reading: number | undefined;
  /** Reason that it was switched off although somebody wanted it on; empty since it was asked for again. */
  trouble = "";
  private onAtMs = 0;
  private offAtMs = ds.millis();
  private readAtMs = 0;
  private missed = 0;
  private tickedAtMs = 0;
  private reads = false;
  private writes = false;
  private written = UNKNOWN;

  constructor(private options: ActuatorOptions) {
    watch(this, options.role);
  }

  /** Never waits. */
  turn(level: number) {
    if (level > 0) this.trouble = "";
    if (level === 0 || this.wanted === 0) this.reading = undefined;
    this.wanted = level;
    this.look();
  }

  /** Switches off at once, and says why. */
  trip(trouble: string) {
    this.turn(0);
    this.trouble = trouble;
    const { tripped } = this.options;
    if (tripped !== undefined) tripped.start(trouble);
  }

  /** A second is over. Seconds that a jump of the clock made up come all at once, and count as one. */
  tick() {
    const now = ds.millis();
    if (now - this.tickedAtMs < LOOK_EVERY_MS / 2) return;
    this.tickedAtMs = now;
    this.missed++;
    this.look();
  }

  /** Compares what is wanted with what is known. */
  look() {
    const now = ds.millis();
    const { longestMs, pauseMs, sensor } = this.options;
    if (this.wanted === 0) return this.put(0);
    if (this.level === 0 && now - this.offAtMs < (pauseMs || 0)) return;
    if (this.level > 0 && longestMs !== undefined && now - this.onAtMs >= longestMs)
      return this.trip("on for too long");
    if (sensor === undefined) return this.put(this.wanted);
    if (!this.reads) {
      this.readAtMs = now;
      this.missed = 0;
      this.listen.start(sensor);
    }
    const { reading } = this;
    if (this.missed > LEAST_MISSED && now - this.readAtMs >= sensor.silentMs) return this.trip("no reading");
    if (reading === undefined) return;
    const { least, most } = sensor;
    const isWithin = (least === undefined || reading >= least) && (most === undefined || reading <= most);
    if (isWithin) this.put(this.wanted);
    else this.trip("reading beyond its limits");
  }

  /** The hardware came or went. */
  rebound(isThere: boolean) {
    this.written = UNKNOWN;
    if (isThere) this.settle();
  }

  /** Reads as long as it is wanted. A sensor that is gone holds up nothing else. */
  private async listen(sensor: ActuatorSensor) {
    this.reads = true;
    while (this.wanted > 0) {
      const reading = await sensor.read();
      // No reading is undefined, and a broken one may be no number.
      const isNumber = reading >= 0 || reading < 0;
      if (isNumber && this.wanted > 0) {
        this.readAtMs = ds.millis();
        this.missed = 0;
        this.reading = reading;
        this.look();
      }
      await ds.sleep(LOOK_EVERY_MS);
    }
    this.reads = false;
  }

  private put(level: number) {
    const now = ds.millis();
    if (level === 0 && this.level > 0) this.offAtMs = now;
    if (level > 0 && this.level === 0) {
      this.onAtMs = now;
      lookIn(this, this.options.longestMs);
    }
    this.level = level;
    this.settle();
  }

  private settle() {
    if (!this.writes && this.written !== this.level) this.drive.start();
  }

  /** A level that was wanted before the hardware came is not written any more: what counts is the one by then. */
  private async drive() {
    const there = this.options.role.binding();
    this.writes = true;
    while ((await there.read()) && this.written !== this.level) {
      const { level } = this;
      await this.options.write(level);
      this.written = level;
    }
    this.writes = false;
  }
}

/** DeviceScript has no `this` in functions inside of methods. */
function watch(actuator: Actuator, role: ds.Role) {
  role.binding().subscribe((isThere) => actuator.rebound(isThere));
  actuator.look();
  setInterval(() => actuator.tick(), LOOK_EVERY_MS);
}

function lookIn(actuator: Actuator, millis: number | undefined) {
  if (millis !== undefined) setTimeout(() => actuator.look(), millis);
}
