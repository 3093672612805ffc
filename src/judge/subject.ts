/**
 * A Subject is something that can be judged: it can be run again and again with other values of its secrets. The judge
 * knows nothing else of it. Everything that goes in and comes out is plain data, so that a subject may live in another
 * thread or on another machine, and its runs may have been recorded long ago.
 */
import type { Cpu } from "../../sim/device/cpu.ts";
import type { DeviceConfig } from "../../sim/device/device-config.ts";
import type { Identity } from "../../sim/device/identity.ts";
import type { ServiceSpec } from "../../sim/device/image.ts";
import type { Observation } from "../../sim/device/inside/observations.ts";
import type { ScenarioData } from "../../sim/home/scenario.ts";
import type { Place, Position } from "../../sim/tape/position.ts";
import type { Tape } from "../../sim/tape/tape.ts";

export interface Subject {
  readonly program: Program;
  /**
   * Does one run. The same request gives the same run, byte for byte, unless the subject was recorded. Throws
   * {@link WorkSpent}.
   */
  run(request: RunRequest): Run;
  /** Requests that will come next, most likely, in this order: a subject may do these runs side by side. It need not. */
  foresee?(requests: readonly RunRequest[]): void;
}

/** The runs of a subject have done all the work that they may do together. */
export class WorkSpent extends Error {}

/** Facts about the firmware that hold for all of its runs. */
export interface Program {
  /** SHA-256 of the image, hex; null where there is none. */
  readonly image: string | null;
  /** Values of secrets that the subject brings along: those in the firmware, or those of its recordings. */
  readonly given: readonly GivenSecret[];
  /** Processor of the board that the firmware is for; null where work is not counted. */
  readonly cpu: Cpu | null;
  /** Outcomes of branches in the project's own code; null where they are not known. */
  readonly outcomes: readonly BranchOutcome[] | null;
  /** Short texts and numbers in the project's own code, in the order of the source: what it may wait for. */
  readonly literals: { readonly texts: readonly string[]; readonly numbers: readonly number[] };
  /** Services that the firmware uses or offers. */
  readonly services: readonly ServiceSpec[];
  /** Keys of settings that ship with the firmware. */
  readonly presets: readonly string[];
  /** Values besides those given that a recording has; null where any value can be tried. */
  readonly alternatives: readonly Pick<GivenSecret, "name" | "value">[] | null;
}

/** A way that a program can go: one of the two at a branch, or that into a function or a `catch` block. */
export interface BranchOutcome extends Place {
  readonly id: string;
}

/** Member of a reply that firmware asked for and did not get. */
export interface MissingMember extends Place {
  readonly member: string;
}

export interface GivenSecret {
  readonly name: string;
  readonly value: string;
  /** The setting that holds it; null when it is held elsewhere. */
  readonly setting: string | null;
}

/** A secret as it is held in one run. */
export interface HeldSecret extends GivenSecret {
  /** Path to it in the object that the setting holds; undefined where it is all that the setting holds. */
  readonly member?: readonly string[];
}

export interface RunRequest {
  /** All secrets with the values that they have in this run. */
  readonly secrets: readonly HeldSecret[];
  readonly scenario: ScenarioData;
  /** Virtual time from power-on, or from the end of the beginning, to the end of the run. */
  readonly virtualMicros: number;
  /**
   * The run goes on after that until each timer which the firmware sets has fired so often, as far as that takes no more
   * than some minutes.
   */
  readonly firings?: number;
  /**
   * The device has been set up and left alone for so long before the scenario begins; the tape and what was written hold
   * what came after. Runs that begin alike may share their beginning.
   */
  readonly leftAloneMicros?: number;
  /** Scenario that came before, all of whose steps could be; the tape holds it too. Runs may share this beginning as well. */
  readonly begun?: ScenarioData;
  /** Circumstances that are not those of a board that was set up as usual. */
  readonly circumstances?: Circumstances;
  /** It is compared with a run of the same values, to see what differs by chance. */
  readonly again?: boolean;
  /** Uses that firmware makes of the values of settings are recorded, in {@link Run.uses}. */
  readonly watchUses?: boolean;
  /** What the project's own code asks about values is recorded, in {@link Run.insights}. */
  readonly watchInside?: boolean;
}

/** State of the board and its surroundings in a run; without any, credentials are set and nothing else is. */
export interface Circumstances {
  /** The firmware finds itself on the simulator's own board instead of the one it is for. */
  readonly onSimulatorBoard?: boolean;
  /** The board is fresh from the factory: no setting is in flash but those that ship with the firmware. */
  readonly factoryFresh?: boolean;
  /** Further settings in flash, key to JSON. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Forms of settings that hold credentials, by key; default: a text. */
  readonly forms?: Readonly<Record<string, SettingForm>>;
  /** Device id, addresses, round-trip times and what servers say of themselves are drawn from this seed. */
  readonly surroundingsSeed?: number;
  /** Random bytes that the device draws are made from this seed. */
  readonly chanceSeed?: number;
  /** Id of the board, 16 hex digits; default: drawn from the surroundings' seed. */
  readonly deviceId?: string;
  /** Values of secrets that are not those of the usual runs, by their names. */
  readonly values?: Readonly<Record<string, string>>;
  /** Nothing that firmware looks for on the bus is there, but for WiFi and ways of pairing. */
  readonly isBare?: boolean;
  /** The run goes on until then at least. */
  readonly untilMicros?: number;
  /** The run ends with its scenario, however long runs are otherwise. */
  readonly isBrief?: boolean;
  /** Computing takes the time that it takes on the board's processor; by default it takes none. */
  readonly boardProcessor?: boolean;
}

/** Everything that is known of one run when it is over. */
export interface Run {
  readonly tape: Tape;
  readonly settings: RunSettings;
  /** Names of the secrets that played a part: the firmware had them, or the board joined with them by itself. */
  readonly met: readonly string[];
  /** Names of the secrets that the firmware received or read. */
  readonly used: readonly string[];
  /** Uses of secrets that settings hold, as far as they were watched. */
  readonly uses: readonly SecretUse[];
  /** Values that the further settings of the request were compared with, as far as uses were watched. */
  readonly answers: readonly SettingAnswer[];
  /** Members that the further settings were asked for and do not have, as far as uses were watched. */
  readonly settingMembers: readonly SettingMember[];
  /** Members of replies that firmware asked for in vain, as far as uses were watched. */
  readonly missingMembers: readonly MissingMember[];
  /** In the order in which they were made, as far as the inside was watched; from the end of `leftAlone` on. */
  readonly insights: readonly Insight[];
  /** Identities of the outcomes that happened. */
  readonly outcomes: readonly string[];
  readonly board: RunBoard;
  /** Handles that a scenario could have acted on at the end of the run. */
  readonly reactsTo: Handles;
  /** Timers that have yet to fall due, the first one first; null where they are not known. */
  readonly timers: readonly PendingTimer[] | null;
  readonly end: RunEnd;
}

/**
 * Something that was seen inside the interpreter. It holds whatever values firmware handled, secrets included: it is for
 * the judge, never for output.
 */
export interface Insight {
  readonly seen: Observation;
  /** The innermost place of the project's own code on the call stack; null where library code runs by itself. */
  readonly own: OwnPlace | null;
}

export interface OwnPlace extends Place {
  /** Program counter, which tells places on one line apart. */
  readonly pc: number;
  /** False where a library that it called was seen. */
  readonly isInnermost: boolean;
}

/** Keys of settings, in alphabetical order. */
export interface RunSettings {
  readonly read: readonly string[];
  readonly written: readonly WrittenSetting[];
}

/** The last value that firmware wrote into a setting. */
export interface WrittenSetting {
  readonly key: string;
  readonly value: Uint8Array;
}

/** Uses of a setting's value by firmware: they show of which form the value must be. */
export interface SecretUse {
  readonly name: string;
  /** It was taken apart, searched or compared as a text. */
  readonly asText: boolean;
  /** Its type was asked. */
  readonly typeAsked: boolean;
  /** Members that were looked up in it and that a text does not have. */
  readonly missingMembers: readonly string[];
  /** Text that was sought in it in vain; null when none was. */
  readonly prefix: string | null;
  /** Length that was asked for and that it does not have; null when none was. */
  readonly length: number | null;
}

/** Value that firmware would react to in a setting. */
export interface SettingAnswer {
  readonly key: string;
  readonly json: string;
}

/** Member that firmware expects in the object that a setting holds. */
export interface SettingMember {
  readonly key: string;
  readonly path: readonly string[];
}

/** Form in which a setting holds a credential, other than a text. */
export type SettingForm =
  | { readonly kind: "number" }
  | { readonly kind: "list" }
  | { readonly kind: "object"; readonly members: readonly string[] };

export interface RunBoard {
  /** 16 hex digits. */
  readonly deviceId: string;
  /** Null for the simulator's own. */
  readonly identity: Identity | null;
  /** Device configuration that the maker wrote, keys and pairing code included. */
  readonly config: DeviceConfig;
}

export interface Handles {
  /** Peers on the bus that a scenario can drive. */
  readonly peers: readonly { readonly name: string; readonly serviceClass: number }[];
  /** Classes of the services that the firmware offers. */
  readonly offered: readonly number[];
  /** Topic filters to which the device is subscribed. */
  readonly subscribed: readonly string[];
}

export interface PendingTimer {
  /** Since power-on of the world. */
  readonly dueMicros: number;
  /** Of an interval: time from one to the next; null for what happens once. */
  readonly periodMicros: number | null;
  /** Position at which the program goes on. */
  readonly position: Position | null;
}

export interface Panic {
  readonly code: number;
  readonly atMicros: number;
  readonly position: Position | null;
  /** The exception that nothing caught, as `Error: text`, which may hold secrets; null where it was something else. */
  readonly exception: string | null;
  /** Part of a real board or home that this world lacks and that the firmware asked for; null for none that is known. */
  readonly lacks: Lack | null;
}

/** `pins`: those of the processor. */
export type Lack = "pins" | "network";

export interface RunEnd {
  readonly atMicros: number;
  /** Budget that was spent, or what else ended the run early, in words; null when it went its full length. */
  readonly stopped: string | null;
  readonly panics: readonly Panic[];
  /** Step of the scenario that could not be at its time, in words; null when all could. */
  readonly impossibleStep: string | null;
}
