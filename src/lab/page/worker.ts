/** The page's worker: builds, runs and judges firmware, one request at a time. */
import { DOCUMENT_VERSION, type FirmwareReport, type UnbuiltReport } from "../../report/document.ts";
import { jsonReport } from "../../report/json.ts";
import { AS_DECLARED, judge, unbuilt } from "../../tasks/judge.ts";
import type { Answer, CheckRequest, Request } from "./protocol.ts";
import { policyOf } from "./work/known-policies.ts";
import { Toolchain } from "./work/toolchain.ts";

declare const self: {
  postMessage(answer: Answer): void;
  onmessage: (message: MessageEvent<Request>) => void;
};

let toolchain: Toolchain | null = null;

self.onmessage = ({ data }) => {
  try {
    self.postMessage(answerTo(data));
  } catch (error) {
    self.postMessage({
      kind: "failed",
      id: data.id,
      message: error instanceof Error ? error.message : String(error),
    });
  }
};

function answerTo(request: Request): Answer {
  if (request.kind === "load") {
    toolchain = new Toolchain(request);
    return { kind: "loaded", id: request.id };
  }
  if (toolchain === null) throw new Error("the toolchain is not loaded");
  if (request.kind === "check") return checked(toolchain, request);
  throw new Error(`there is no answer to "${request.kind}"`);
}

function checked(chain: Toolchain, request: CheckRequest): Answer {
  const { id } = request;
  const start = performance.now();
  const report = reportOn(chain, request, () =>
    self.postMessage({ kind: "built", id, millis: performance.now() - start }),
  );
  const json = jsonReport({
    version: DOCUMENT_VERSION,
    tightlip: chain.version,
    seed: AS_DECLARED.seed,
    baseline: null,
    trust: null,
    reported: [report],
  });
  return { kind: "checked", id, report, json, goal: null, millis: performance.now() - start };
}

function reportOn(
  chain: Toolchain,
  request: CheckRequest,
  onBuilt: () => void,
): FirmwareReport | UnbuiltReport {
  const { main, name } = request;
  const policy = policyOf(request.policy);
  try {
    const built = chain.build(request);
    onBuilt();
    return judge(chain.tools, { name, main }, policy, built, { ...AS_DECLARED, evidence: true });
  } catch (error) {
    return unbuilt({ name, main }, () => main, policy, error);
  }
}
