/** The page's worker: builds, runs and judges firmware, one request at a time. */

import type { CheckProgress } from "../../judge/verdict/check.ts";
import { checkGoal } from "../../lesson/check-goal.ts";
import { DOCUMENT_VERSION, type FirmwareReport, type UnbuiltReport } from "../../report/document.ts";
import { jsonReport } from "../../report/json.ts";
import { AS_DECLARED, judge, unbuilt } from "../../tasks/judge.ts";
import { roundOf } from "./game/rounds.ts";
import type { Answer, CheckRequest, Request } from "./protocol.ts";
import { comparisonOf, decoded } from "./work/comparison.ts";
import { policyOf } from "./work/known-policies.ts";
import { type Judged, Life } from "./work/life.ts";
import { pageRecording } from "./work/page-recording.ts";
import { recordedRound } from "./work/recorded-round.ts";
import { unitsOf } from "./work/recording-units.ts";
import { Toolchain } from "./work/toolchain.ts";

declare const self: {
  postMessage(answer: Answer): void;
  onmessage: (message: MessageEvent<Request>) => void;
};

/** Firmware that can be started in a home without being judged again: a page for each lesson, and own firmware. */
const MAX_JUDGED = 13;
/** Runs after which the page is told again. */
const RUNS_TOLD = 4;

let toolchain: Toolchain | null = null;
/** Firmware that was judged, by the id of its request: the last ones, as each page has its own. */
const judgedBy = new Map<number, Judged>();
let life: Life | null = null;

self.onmessage = async ({ data }) => {
  try {
    self.postMessage(await answerTo(data));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    self.postMessage({ kind: "failed", id: data.id, message });
  }
};

function answerTo(request: Request): Answer | Promise<Answer> {
  const { id } = request;
  if (request.kind === "open") return opened(request);
  if (request.kind === "compare") return compared(request);
  if (request.kind === "decode") return { kind: "decoded", id, layers: decoded(request.bytes) };
  if (request.kind === "load") {
    toolchain = new Toolchain(request);
    return { kind: "loaded", id, libraries: toolchain.libraries };
  }
  if (toolchain === null) throw new Error("the toolchain is not loaded");
  if (request.kind === "check") return checked(toolchain, request);
  if (request.kind === "record") return recorded(toolchain, request);
  if (request.kind === "start") {
    const judged = judgedBy.get(request.check);
    if (judged === undefined) throw new Error("build and judge it again first");
    life = new Life(judged, toolchain.tools);
  }
  if (life === null) throw new Error("no home has been started");
  if (request.kind === "advance") life.advance(request.micros);
  if (request.kind === "do") life.do(request.step);
  return { kind: "lived", id, ...life.news() };
}

async function recorded(chain: Toolchain, { id, round: name, attempt }: Asked<"record">): Promise<Answer> {
  const round = roundOf(name);
  if (round === null) throw new Error(`there is no round ${name}`);
  const built = chain.build({ files: {}, main: round.main, isOwn: false });
  const { secret, file, bytes } = recordedRound(round, built, chain.tools, attempt);
  return { kind: "recorded", id, secret, file, bytes, ...(await unitsOf(pageRecording(file, bytes))) };
}

async function opened({ id, file, bytes }: Asked<"open">): Promise<Answer> {
  return { kind: "opened", id, ...(await unitsOf(pageRecording(file, bytes))) };
}

async function compared({ id, file, bytes, secret, parts }: Asked<"compare">): Promise<Answer> {
  return { kind: "compared", id, ...(await comparisonOf(pageRecording(file, bytes), secret, parts)) };
}

type Asked<Kind extends Request["kind"]> = Extract<Request, { readonly kind: Kind }>;

/** The verdict is told as soon as it is known, and then whether the firmware still does its job. */
function checked(chain: Toolchain, request: CheckRequest): Answer {
  const { id, goal } = request;
  const start = performance.now();
  const millis = () => performance.now() - start;
  const report = reportOn(chain, request, (runs) => self.postMessage({ kind: "judging", id, runs }));
  const json = jsonReport({
    version: DOCUMENT_VERSION,
    tightlip: chain.version,
    seed: AS_DECLARED.seed,
    baseline: null,
    trust: null,
    against: null,
    reported: [report],
  });
  const answer = { kind: "checked", id, report, json, goal: null, millis: millis() } as const;
  const judged = judgedBy.get(id);
  if (goal === null || judged === undefined) return answer;
  self.postMessage({ ...answer, goal: "pending" });
  return { ...answer, goal: checkGoal(goal, judged.built, chain.tools) };
}

function reportOn(
  chain: Toolchain,
  request: CheckRequest,
  onRuns: (runs: number) => void,
): FirmwareReport | UnbuiltReport {
  const { id, main, name } = request;
  const policy = policyOf(request.policy);
  try {
    const built = chain.build(request);
    onRuns(0);
    const on = ({ runs }: CheckProgress) => {
      if (runs % RUNS_TOLD === 0) onRuns(runs);
    };
    const asked = { ...AS_DECLARED, evidence: true };
    const report = judge(chain.tools, { name, main }, policy, built, asked, on);
    const { findings, secrets } = report.verdict;
    const holdsOwn = secrets.some(({ fingerprint }) => fingerprint === null);
    judgedBy.set(id, { built, policy, findings, holdsOwn });
    for (const oldest of [...judgedBy.keys()].slice(0, -MAX_JUDGED)) judgedBy.delete(oldest);
    return report;
  } catch (error) {
    return unbuilt({ name, main }, () => main, policy, error);
  }
}
