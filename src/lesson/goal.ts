/**
 * Goal of a lesson: the job that its appliance must still do once it keeps its credentials. Each deed is played in a
 * home of its own and looked for on the tape, so that any firmware that does the job will do.
 */
import type { ScenarioData } from "../../sim/home/scenario.ts";
import type { VerdictWord } from "../judge/policy/policy.ts";

export interface Goal {
  readonly deeds: readonly Deed[];
}

/** One thing that the appliance does. */
export interface Deed {
  /** By which the words of the lesson know it, such as `reports`. */
  readonly name: string;
  /** Events meanwhile; default: the owner sets the appliance up. */
  readonly scenario?: ScenarioData;
  /** Virtual time, such as `40s`. */
  readonly for: string;
  /** Settings in flash at the start: key to value. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** All of these have to be seen. */
  readonly shows: readonly Sight[];
}

/** Something that is seen of the firmware. */
export type Sight =
  /** It joins the home's network. */
  | { readonly what: "joins" }
  /** It forgets the home's network: WiFi has none when the deed is over. */
  | { readonly what: "forgets" }
  /** It makes a request; texts of its headers and body are as the server sees them. */
  | {
      readonly what: "request";
      /** Such as `cloud.example:443`; a host without a port stands for any port. */
      readonly to: string;
      readonly method?: string;
      /** Beginning of the path. */
      readonly path?: string;
      /** Texts that stand somewhere in headers or body; upper and lower case are alike. */
      readonly has?: readonly string[];
      /** Members of the JSON body, at any depth, each with its type; `any` is for whatever is not null. */
      readonly members?: Readonly<Record<string, "number" | "string" | "boolean" | "object" | "any">>;
      /** Numbers that the JSON body holds at least, in members of any name. */
      readonly numbers?: number;
      /** Member that is a text of some length and the same in all of the requests. */
      readonly same?: string;
      /** Default: 1. */
      readonly times?: number;
    }
  /** It sends so many packets to a host, on any port. */
  | { readonly what: "packets"; readonly to: string; readonly times: number }
  /** A thing that it commands shows something: a relay, a lamp, a screen. */
  | {
      readonly what: "actuator";
      /** The thing as the tape names it, such as `relay` or `character screen`. */
      readonly thing: string;
      /** Text that stands in what it shows. */
      readonly text?: string;
      /** Different states that it takes at least; default: 1. */
      readonly states?: number;
    }
  /** A text stands in the log. */
  | { readonly what: "log"; readonly has: string };

/** Gives a goal its types. */
export function defineGoal(goal: Goal): Goal {
  return goal;
}

/** Result of holding a firmware against a goal. */
export interface GoalResult {
  readonly deeds: readonly { readonly name: string; readonly isDone: boolean }[];
}

/** It keeps, and it does its job. `goal` is null where only the verdict counts. */
export function isSolved(verdict: VerdictWord | null, goal: GoalResult | null): boolean {
  return verdict === "keeps" && (goal === null || goal.deeds.every(({ isDone }) => isDone));
}
