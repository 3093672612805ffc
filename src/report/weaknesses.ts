/** Weaknesses of the Common Weakness Enumeration that a leak is an instance of, for readers of alerts. */
import type { Finding } from "../judge/verdict/finding.ts";

export interface Weakness {
  /** Number in the enumeration. */
  readonly id: string;
  readonly name: string;
}

/** Names as https://cwe.mitre.org/ has them. */
export const WEAKNESSES: readonly Weakness[] = [
  { id: "200", name: "Exposure of Sensitive Information to an Unauthorized Actor" },
  { id: "201", name: "Insertion of Sensitive Information Into Sent Data" },
  { id: "203", name: "Observable Discrepancy" },
  { id: "208", name: "Observable Timing Discrepancy" },
  { id: "209", name: "Generation of Error Message Containing Sensitive Information" },
  { id: "312", name: "Cleartext Storage of Sensitive Information" },
  { id: "319", name: "Cleartext Transmission of Sensitive Information" },
  { id: "532", name: "Insertion of Sensitive Information into Log File" },
  { id: "798", name: "Use of Hard-coded Credentials" },
];

/** Numbers of those that a leak is an instance of, sorted; `isBuiltIn`: the credential ships with the firmware. */
export function weaknessesOf(
  leak: Pick<Finding, "degree" | "channel" | "observer">,
  isBuiltIn: boolean,
): string[] {
  const { observer } = leak;
  const isOpen = leak.degree === "clear" || leak.degree === "encoded";
  const isOnTheWay = observer === "network" || observer === "air";
  const found = [
    ofRule(leak),
    ...(isOpen && isOnTheWay ? ["319"] : []),
    ...(isBuiltIn && observer === "flash" ? ["798"] : []),
  ];
  return [...new Set(found)].sort();
}

/** The one that each leak of a degree and a channel is an instance of. */
export function ofRule({ degree, channel }: Pick<Finding, "degree" | "channel">): string {
  if (channel === "time") return "208";
  if (degree === "implicit") return "203";
  switch (channel) {
    case "log":
      return "532";
    case "panic":
      return "209";
    case "flash":
      return degree === "derived" ? "200" : "312";
    case "tcp":
    case "tls":
    case "http":
    case "mqtt":
    case "dns":
    case "wifi":
      return "201";
    default:
      return "200";
  }
}
