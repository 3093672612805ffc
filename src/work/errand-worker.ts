/** The thread's side of errands: does one after the other. */
import { workerData } from "node:worker_threads";
import { type Errand, type ErrandAnswer, ErrandState, type ErrandThreadData } from "./errand.ts";

/** Does this thread's errands. `begin` is given what they are about, and returns what does one. */
export function doErrands<Tools, Matter, Request, Result>(
  begin: (matter: Matter, tools: Tools) => (request: Request) => Result,
): void {
  const { port, shared, tools }: ErrandThreadData<Tools> = workerData;
  const state = new ErrandState(shared);
  let work: ((request: Request) => Result) | null = null;
  port.on("message", (errand: Errand<Matter, Request>) => {
    if (errand.kind === "matter") {
      work = begin(errand.matter, tools);
      return;
    }
    const answer: ErrandAnswer<Result> = {
      number: errand.number,
      result: state.claim(errand.slot) ? resultOf(() => work!(errand.request)) : null,
    };
    port.postMessage(answer);
    state.answered();
  });
}

/** Null for an errand that fails: where it matters, it is done again, and fails where it is noticed. */
function resultOf<Result>(work: () => Result): Result | null {
  try {
    return work();
  } catch {
    return null;
  }
}
