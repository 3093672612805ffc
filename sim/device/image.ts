/**
 * An Image is one built firmware: the bytecode that runs on the board and in the simulator alike, and what is
 * needed to say where in the source it came from. Plain data: it can be stored, sent to a worker, and compared.
 */

/** A built firmware. */
export interface Image {
  /** Program name, as the firmware itself carries it (`@name`). */
  readonly name: string;
  readonly bytecode: Uint8Array;
  /** SHA-256 of `bytecode`, hex. The VM prints the same value when it starts. */
  readonly sha256: string;
  readonly debug: DebugInfo;
  /** Specifications of the services that the firmware uses or offers, by service class. */
  readonly services: readonly ServiceSpec[];
  /** Settings from `.env.defaults` and `.env.local`: flashed beside the program, not part of the bytecode. */
  readonly settings: Readonly<Record<string, Uint8Array>>;
  /** Text defaults for settings whose key looks like a credential: written in the source, or in `.env.local`. */
  readonly bakedDefaults: readonly BakedDefault[];
  /** Other credentials that are written in the source and part of the bytecode. */
  readonly bakedLiterals: readonly BakedLiteral[];
}

/** A credential-like setting whose value ships with the firmware. */
export interface BakedDefault {
  readonly key: string;
  /** The value itself. Never printed, logged or cached. */
  readonly value: string;
  readonly origin: "source" | ".env.local";
  /** Relative to the project root. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** A credential that is written in the source, and that is no setting's default. */
export interface BakedLiteral {
  /** `literal.src/main.ts:5`; the second on one line is `literal.src/main.ts:5#2`. */
  readonly name: string;
  /** The value itself. Never printed, logged or cached. */
  readonly value: string;
  /** Relative to the project root. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** The part of DeviceScript's `bytecode-dbg.json` that tightlip reads. */
export interface DebugInfo {
  readonly functions: readonly FunctionInfo[];
  readonly specs: readonly { readonly name: string; readonly classIdentifier: number }[];
  /** Flat triples: position (delta), length, program counter (delta). */
  readonly srcmap: readonly number[];
  readonly sources: readonly SourceFile[];
}

export interface FunctionInfo {
  readonly name: string;
  /** Byte offset in the bytecode. */
  readonly startpc: number;
  /** Bytes. */
  readonly size: number;
}

export interface SourceFile {
  /** Relative to the project root. */
  readonly path: string;
  /** UTF-16 code units. */
  readonly length: number;
  readonly text?: string;
}

/** A Jacdac service specification, as DeviceScript's compiler carries it (jdspec.ServiceSpec). */
export interface ServiceSpec {
  readonly name: string;
  readonly shortId: string;
  readonly camelName: string;
  readonly classIdentifier: number;
  readonly extends: readonly string[];
  readonly packets: readonly PacketSpec[];
  readonly enums: Readonly<Record<string, EnumSpec>>;
}

export interface EnumSpec {
  readonly name: string;
  readonly members: Readonly<Record<string, number>>;
}

export interface PacketSpec {
  readonly kind:
    | "const"
    | "ro"
    | "rw"
    | "command"
    | "report"
    | "event"
    | "pipe_command"
    | "pipe_report"
    | "meta_pipe_command"
    | "meta_pipe_report";
  readonly name: string;
  /** Register number, command number or event code. */
  readonly identifier: number;
  readonly identifierName?: string;
  readonly packFormat?: string;
  readonly fields: readonly FieldSpec[];
  readonly optional?: boolean;
  readonly internal?: boolean;
}

export interface FieldSpec {
  readonly name: string;
  /** `bool`, `u8`, `i32`, `u0.16`, `string`, `bytes`, an enum's name… */
  readonly type: string;
  /** Bytes; negative when signed; 0 when it takes the rest of the packet. */
  readonly storage: number;
  readonly isSimpleType?: boolean;
  readonly isFloat?: boolean;
  readonly shift?: number;
  readonly defaultValue?: number | string;
  readonly absoluteMin?: number;
  readonly absoluteMax?: number;
  readonly typicalMin?: number;
  readonly typicalMax?: number;
  readonly startRepeats?: boolean;
}
