/**
 * A subject whose runs were recorded: tapes of any runtime, made with other values of one or more secrets. No image and
 * no program counters are needed; positions are places in the source.
 */
import type { Tape } from "../../sim/tape/tape.ts";
import type { Program, Run, RunRequest, Subject } from "../judge/subject.ts";

export interface Recording {
  readonly tape: Tape;
  /** Value of each secret that was in force, by name. */
  readonly values: Readonly<Record<string, string>>;
  /** Names of the secrets that the appliance met; default: all of them. */
  readonly used?: readonly string[];
  /** Length of the recording. */
  readonly endMicros: number;
}

export class RecordedTapes implements Subject {
  readonly program: Program;

  /**
   * The first recording is the one that the others are compared with. A further one with the same values tells what
   * differs by chance. Throws a RangeError where no recording has another value.
   */
  constructor(private readonly recordings: readonly [Recording, ...Recording[]]) {
    const [first, ...others] = recordings;
    const alternatives = others.flatMap(({ values }) =>
      Object.entries(values)
        .filter(([name, value]) => first.values[name] !== undefined && first.values[name] !== value)
        .map(([name, value]) => ({ name, value })),
    );
    if (alternatives.length === 0) throw new RangeError("no recording has another value of a secret");
    this.program = {
      image: null,
      given: Object.entries(first.values).map(([name, value]) => ({ name, value, setting: null })),
      cpu: null,
      outcomes: null,
      literals: { texts: [], numbers: [] },
      services: [],
      presets: [],
      alternatives,
    };
  }

  /** The recording with the values of the request. Throws a RangeError where there is none. */
  run({ secrets, again }: RunRequest): Run {
    const wanted = new Map(secrets.map(({ name, value }) => [name, value]));
    const alike = this.recordings.filter(({ values }) =>
      Object.entries(values).every(([name, value]) => wanted.get(name) === value),
    );
    const recording = (again === true ? alike[1] : undefined) ?? alike[0];
    if (recording === undefined) throw new RangeError("no recording has these values");
    const { tape, values, used = Object.keys(values), endMicros } = recording;
    return {
      tape,
      settings: { read: [], written: [] },
      met: used,
      used,
      uses: [],
      answers: [],
      settingMembers: [],
      missingMembers: [],
      insights: [],
      outcomes: [],
      board: { deviceId: "", identity: null, config: {} },
      reactsTo: { peers: [], offered: [], subscribed: [] },
      timers: null,
      end: { atMicros: endMicros, stopped: null, panics: [], impossibleStep: null },
    };
  }
}
