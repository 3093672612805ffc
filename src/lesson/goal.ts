/**
 * Goal of a lesson: the job that its appliance must still do once it keeps its credentials. Each deed is played as a story
 * and looked for on the tape, so that any firmware that does the job will do. What is seen has to be caused: it must not
 * be seen in a second world in which the cause is left out, so that no firmware can only pretend.
 */
import type { ScenarioData } from "../../sim/home/scenario.ts";
import type { Credentials } from "../../sim/radio/wpa.ts";
import type { VerdictWord } from "../judge/policy/policy.ts";

export interface Goal {
  readonly deeds: readonly Deed[];
}

/** One thing that the appliance does. */
export interface Deed {
  /** By which the words of the lesson know it, such as `reports`. */
  readonly name: string;
  /** Each is played in a home of its own. The deed has to be done in all of them. */
  readonly stories: readonly Story[];
}

/** A life of the appliance in which a deed is looked for. */
export interface Story {
  /** Settings in flash at the start: key to value. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Name and passphrase of the home's WiFi; default: those of a home like any other. */
  readonly home?: Credentials;
  /** Seed of the board and of all chance; default: 1. */
  readonly seed?: number;
  /** In order. The first one begins at power-on. */
  readonly acts: readonly Act[];
}

/** Part of a story: what happens, and what has to be seen of the firmware meanwhile. */
export interface Act {
  /** It lasts as long as its waits. */
  readonly happens: ScenarioData;
  /**
   * Events of the second world, which was the same until this act. Default: nothing, for as long. By default there is no
   * second world where the act only waits, or is the first.
   */
  readonly otherwise?: ScenarioData;
  /** All of these have to be seen in this act, and none of them in the second world. */
  readonly shows?: readonly Sight[];
  /** None of these must be seen in this act. */
  readonly never?: readonly Sight[];
}

/** Something that is seen of the firmware. */
export type Sight =
  /** It joins the home's network. */
  | { readonly what: "joins" }
  /** The board's WiFi knows no network that there is, and is on none. */
  | { readonly what: "forgets" }
  /** Flash holds nothing more of the home's network that the board's WiFi has stored. */
  | { readonly what: "erases" }
  | RequestSight
  | FollowsSight
  /** It sends so many packets to a host, on any port. */
  | { readonly what: "packets"; readonly to: string; readonly times: number }
  | TextSight
  | StateSight
  /** A line of the log has all of these texts, of which a number stands for itself and is no part of a longer one. */
  | { readonly what: "log"; readonly has: readonly string[] };

/** Requests that are meant; texts of their headers and bodies are as the server sees them. */
export interface WantedRequest {
  /** Such as `cloud.example:443`; a host without a port stands for any port. */
  readonly to: string;
  readonly method?: string;
  /** Beginning of the path. */
  readonly path?: string;
  /** Texts that stand somewhere in headers or body; upper and lower case are alike. */
  readonly has?: readonly string[];
  /**
   * Members of the JSON body, at any depth, each with its type; `any` is for whatever is neither null nor an empty text,
   * list or object.
   */
  readonly members?: Readonly<Record<string, "number" | "string" | "boolean" | "object" | "any">>;
  /** Numbers that the JSON body holds at least, in members of any name. */
  readonly numbers?: number;
}

/** It makes requests. */
export interface RequestSight extends WantedRequest {
  readonly what: "request";
  /** Member that is a text of some length and the same in all of the requests. */
  readonly same?: string;
  /** Member whose value is another one in each story of the deed. */
  readonly differs?: string;
  /** Default: 1. */
  readonly times?: number;
}

/**
 * A number in its requests goes up and down with a reading, in whatever unit and however rounded. Of each act until now
 * that sets the reading, the last request counts.
 */
export interface FollowsSight extends WantedRequest {
  readonly what: "follows";
  /** As the scenarios name it, such as `temperature`. */
  readonly reading: string;
  /** Member with the number; default: any, and always the same. */
  readonly member?: string;
}

/** Something that it commands shows a text; upper and lower case are alike. */
export interface TextSight {
  readonly what: "text";
  /** The thing as the tape names it, such as `character screen`. */
  readonly thing: string;
  readonly text: string;
  /** State that has to be reached whenever the text is shown. */
  readonly once?: "forgets" | "erases";
}

/** Something that it commands, such as a relay or a lamp, is on or off when the act is over. */
export interface StateSight {
  readonly what: "state";
  readonly thing: string;
  readonly is: "on" | "off";
}

/** Gives a goal its types. */
export function defineGoal(goal: Goal): Goal {
  return goal;
}

/** Reason for which a deed counts as not done: unseen, seen without its cause, or beside something that must not be seen. */
export type Fault = "unseen" | "uncaused" | "forbidden";

/** Result of holding a firmware against a goal. */
export interface GoalResult {
  readonly deeds: readonly {
    readonly name: string;
    readonly isDone: boolean;
    /** Null where it is done. */
    readonly fault: Fault | null;
  }[];
}

/** It keeps, and it does its job. `goal` is null where only the verdict counts. */
export function isSolved(verdict: VerdictWord | null, goal: GoalResult | null): boolean {
  return verdict === "keeps" && (goal === null || goal.deeds.every(({ isDone }) => isDone));
}
