/**
 * SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format", errata 01), for code scanning and editors.
 * Leaks are results; verdicts that are unknown and firmware that did not build are notifications.
 *
 * The objects are plain, held to the standard by the types here and by its schema in the tests. node-sarif-builder
 * needs a newer Node than we do, and its older versions have no more than setters for what is set here.
 */
import type {
  Location,
  Log,
  Message,
  Notification,
  ReportingDescriptor,
  ReportingDescriptorReference,
  Result,
  Suppression,
  ThreadFlowLocation,
  ToolComponent,
} from "sarif";
import type { Finding } from "../judge/verdict/finding.ts";
import type { ReportDocument, Reported, ReportedFinding } from "./document.ts";
import { noteObject } from "./note.ts";
import { replayId } from "./replay-id.ts";
import { brokenRules, isAsExpected, leaksOf, ownSecrets, problemsOf, reasonOf, wordOf } from "./reported.ts";
import { DEGREE_TEXTS, findRule } from "./rules.ts";
import { failedScenarioText, failureText } from "./safety-words.ts";
import { scopeObject } from "./scope-json.ts";
import { acceptanceText, type Suppression as KnownSuppression } from "./suppression.ts";
import { ofRule, WEAKNESSES, weaknessesOf } from "./weaknesses.ts";
import { placeOf, problemText, sentence, sinceOf } from "./words.ts";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/** Stands for the root of the firmware's project, which paths are relative to. */
const ROOT = "%SRCROOT%";
const FINGERPRINT = "tightlip/v1";

/** Place of the enumeration of weaknesses among the taxonomies. */
const CWE = { name: "CWE", index: 0 };
const TAXONOMY: ToolComponent = {
  name: CWE.name,
  organization: "MITRE",
  informationUri: "https://cwe.mitre.org/",
  shortDescription: { text: "The Common Weakness Enumeration." },
  taxa: WEAKNESSES.map(({ id, name }) => ({
    id,
    name,
    helpUri: `https://cwe.mitre.org/data/definitions/${id}.html`,
  })),
};

export function sarifReport({ tightlip, baseline, against, reported: results }: ReportDocument): string {
  const rules = [...new Set(results.flatMap(leaksOf).map(({ rule }) => rule))].sort();
  const hasSafety = results.some((result) => brokenRules(result).length > 0);
  const log: Log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "tightlip",
            version: tightlip,
            semanticVersion: tightlip,
            rules: [...rules.map(descriptor), ...(hasSafety ? [SAFETY] : [])],
            supportedTaxonomies: [CWE],
          },
        },
        taxonomies: [TAXONOMY],
        originalUriBaseIds: { [ROOT]: { description: { text: "The root of the firmware's project." } } },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: results.every(({ kind }) => kind !== "unbuilt"),
            toolExecutionNotifications: [
              ...results.flatMap(notifications),
              ...(baseline?.stale ?? []).map(staleNote),
            ],
          },
        ],
        results: results.flatMap((result) => [
          ...resultsOf(result, rules, baseline !== null || against !== null),
          ...safetyResults(result, rules.length),
        ]),
        properties: { appliances: results.flatMap(judgedObject) },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** Rule of actuators that stay on. */
const SAFETY: ReportingDescriptor = {
  id: "safety",
  name: "Safety",
  shortDescription: { text: "An actuator stays on after a fault." },
  fullDescription: {
    text: "A safety rule of the policy says how soon an actuator is off after something goes wrong. In a simulated run it is on later than that.",
  },
  help: {
    text: "Switch it off before anything else at each start, give it a longest time on that waits for no sensor, and switch it off without a reading: an Actuator of the device library does so.",
  },
  defaultConfiguration: { level: "error" },
  properties: { tags: ["safety"] },
};

function safetyResults(result: Reported, ruleIndex: number): Result[] {
  return brokenRules(result).flatMap((rule) =>
    rule.failures.map((failure) => ({
      ruleId: SAFETY.id,
      ruleIndex,
      level: "error" as const,
      message: message(`${result.name}: ${failureText(rule, failure)}. ${failedScenarioText(failure)}.`),
      locations: [
        {
          physicalLocation: {
            artifactLocation: artifact(failure.source?.file ?? result.main),
            ...(failure.source === null ? {} : { region: { startLine: failure.source.line } }),
          },
        },
      ],
      properties: {
        appliance: result.name,
        actuator: rule.actuator,
        fault: failure.fault,
        replay: failure.replay,
        replayId: replayId(failure.replay),
      },
    })),
  );
}

function reference(id: string): ReportingDescriptorReference {
  return { id, index: WEAKNESSES.findIndex((weakness) => weakness.id === id), toolComponent: CWE };
}

function descriptor(id: string): ReportingDescriptor {
  const rule = findRule(id)!;
  const { degree, channel, title, meaning, remedy } = rule;
  return {
    id,
    name: `${capitalised(degree)}${capitalised(channel)}`,
    shortDescription: { text: `${title}.` },
    fullDescription: { text: meaning },
    help: {
      text: `${meaning}\n\nWhat to do: ${remedy}`,
      markdown: `${meaning}\n\n**What to do.** ${remedy}`,
    },
    defaultConfiguration: { level: DEGREE_TEXTS[degree].level },
    properties: {
      tags: ["security", "privacy", `external/cwe/cwe-${ofRule(rule)}`],
      "security-severity": DEGREE_TEXTS[degree].score,
    },
  };
}

/** Verdict of a firmware, with what it rests on. */
function judgedObject(result: Reported) {
  if (result.kind !== "firmware") return [];
  const { name, verdict } = result;
  return [{ name, verdict: verdict.word, scope: scopeObject(verdict), notes: verdict.notes.map(noteObject) }];
}

function resultsOf(result: Reported, rules: readonly string[], hasBaseline: boolean): Result[] {
  const own = ownSecrets(result);
  return leaksOf(result).map((leak) => ({
    ruleId: leak.rule,
    taxa: weaknessesOf(leak, own.includes(leak.secret)).map(reference),
    ruleIndex: rules.indexOf(leak.rule),
    level: DEGREE_TEXTS[leak.degree].level,
    message: message(`${result.name}: ${sentence(leak, sinceOf(result))}`),
    locations: [locationOf(leak, result)],
    ...(leak.fingerprint === null ? {} : { partialFingerprints: { [FINGERPRINT]: leak.fingerprint } }),
    ...codeFlows(leak),
    ...(hasBaseline ? { baselineState: leak.known === null && !leak.before ? "new" : "unchanged" } : {}),
    suppressions: suppressions(result, leak),
    properties: {
      appliance: result.name,
      secret: leak.secret,
      observer: leak.observer,
      to: leak.to,
      chain: leak.chain,
      atMicros: leak.atMicros,
      bits: leak.bits,
      share: leak.share,
      circumstances: leak.circumstances,
      replay: leak.replay,
      replayId: replayId(leak.replay),
    },
  }));
}

/**
 * Suppressions of a leak: a baseline accepts it, or the appliance is as its policy expects, as a
 * lesson that leaks.
 */
function suppressions(reported: Reported, { known }: ReportedFinding): Suppression[] {
  const list: Suppression[] = [];
  if (isAsExpected(reported))
    list.push({ kind: "inSource", justification: "The policy beside the firmware expects it." });
  if (known?.expired === false)
    list.push({ kind: "external", status: "accepted", justification: acceptanceText(known.suppression) });
  return list;
}

function locationOf(leak: ReportedFinding, { main }: Reported): Location {
  const { source: place, excerpt } = leak;
  if (place === null)
    return {
      physicalLocation: { artifactLocation: artifact(main) },
      message: message(placeOf(leak)),
    };
  const text = excerpt?.lines[place.line - excerpt.firstLine] ?? null;
  const snippet = text === null ? {} : { snippet: { text } };
  return {
    physicalLocation: {
      artifactLocation: artifact(place.file),
      region: { startLine: place.line, ...snippet },
    },
  };
}

/** The call stack, from the outermost call to where the bytes left. */
function codeFlows({ source, secret }: Finding): Pick<Result, "codeFlows"> {
  const frames = [...(source?.stack ?? [])].reverse();
  if (frames.length === 0) return {};
  const locations: ThreadFlowLocation[] = frames.map(({ file, line, functionName }, index) => ({
    nestingLevel: index,
    location: {
      physicalLocation: { artifactLocation: artifact(file), region: { startLine: line } },
      message: message(
        index === frames.length - 1
          ? `${callerName(functionName)}: ${secret} leaves here`
          : `${callerName(functionName)} calls`,
      ),
    },
  }));
  return { codeFlows: [{ threadFlows: [{ locations }] }] };
}

/** Code outside of functions has no name. */
function callerName(functionName: string): string {
  return functionName === "" ? "the program" : functionName;
}

function notifications(reported: Reported): Notification[] {
  const { name } = reported;
  const locations: Location[] = [{ physicalLocation: { artifactLocation: artifact(reported.main) } }];
  const problems = problemsOf(reported);
  const notes: Notification[] = [];
  if (reported.kind === "unbuilt")
    notes.push({ level: "error", message: message(reasonOf(reported)), locations });
  else if (wordOf(reported) === "unknown" && problems === null)
    notes.push({ level: "warning", message: message(`${name}: unknown: ${reasonOf(reported)}`), locations });
  for (const problem of problems ?? [])
    notes.push({
      level: "error",
      message: message(`${name}: not as expected: ${problemText(problem)}`),
      locations,
    });
  return notes;
}

function staleNote({ main, rule, secret, observer, fingerprint }: KnownSuppression): Notification {
  return {
    level: "note",
    message: message(
      `The baseline's ${rule}, ${secret} to ${observer} (${fingerprint}) matches nothing any more.`,
    ),
    locations: [{ physicalLocation: { artifactLocation: artifact(main) } }],
  };
}

/** Text of which nothing is a placeholder (3.11.5 of the standard) or an embedded link (3.11.6). */
function message(text: string): Message {
  return { text: text.replace(/[{}]/g, "$&$&").replace(/[\\[\]]/g, "\\$&") };
}

/** A relative reference (RFC 3986): characters that mean something in one are percent-encoded. */
function artifact(file: string): { uri: string; uriBaseId: string } {
  return { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: ROOT };
}

function capitalised(word: string): string {
  return `${word[0]!.toUpperCase()}${word.slice(1)}`;
}
