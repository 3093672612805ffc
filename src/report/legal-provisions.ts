/**
 * Provisions of standards and laws that findings are evidence toward. What a provision says is told in our words:
 * its own text, in the version that is named, is what counts.
 */
import { stepTimes } from "../../sim/home/scenario.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import { type CheckName, isErasing } from "./examined.ts";

/** Topic of a provision: the part of an appliance that it is about. */
export type Topic =
  /** Data that others on the way see: the path and the air. */
  | "on the way"
  /** Data that servers get to know. */
  | "given away"
  /** Data that stays on the board. */
  | "stored"
  /** Data that is still on the board after it was told to forget, or was reset. */
  | "left behind"
  /** A credential that ships with every copy. */
  | "built in"
  /** Data that log, panics, cable, wire and lights tell whoever is near. */
  | "local interfaces";

export interface Provision {
  /** As the document numbers it. */
  readonly id: string;
  readonly says: string;
  /** Topics of the leaks that are evidence against it. */
  readonly about: readonly Topic[];
  /** Checks that are evidence toward it where they find nothing; empty where no check looks at what it asks for. */
  readonly rests: readonly CheckName[];
  /** Part of it that no check looks at; null where it asks for nothing else. */
  readonly notExamined: string | null;
}

export interface Instrument {
  readonly name: string;
  readonly version: string;
  /** Address where the text is published. */
  readonly source: string;
  readonly provisions: readonly Provision[];
}

/** Month in which the table was compared with the documents, or with what is published of them. */
export const REVIEWED = "2026-11";

export const INSTRUMENTS: readonly Instrument[] = [
  {
    name: "ETSI EN 303 645, Cyber Security for Consumer Internet of Things: Baseline Requirements",
    version: "V3.1.3 (2024-09)",
    source: "https://www.etsi.org/deliver/etsi_en/303600_303699/303645/03.01.03_60/en_303645v030103p.pdf",
    provisions: [
      {
        id: "5.4-1",
        says: "sensitive security parameters in persistent storage are stored securely",
        about: ["stored"],
        rests: ["flash"],
        notExamined: "protection by hardware, such as flash encryption",
      },
      {
        id: "5.4-3",
        says: "no critical security parameters are hard-coded in the source",
        about: ["built in"],
        rests: ["source"],
        notExamined: null,
      },
      {
        id: "5.5-1",
        says: "communication is secured with best-practice cryptography",
        about: ["on the way"],
        rests: ["path"],
        notExamined: "algorithms, lengths of keys, and whether certificates are verified",
      },
      {
        id: "5.5-7",
        says: "critical security parameters stay confidential on network interfaces that can be reached remotely",
        about: ["on the way", "given away"],
        rests: ["path", "servers"],
        notExamined: "interfaces of the native runtime",
      },
      {
        id: "5.6-2",
        says: "network interfaces disclose little security-relevant information without authentication",
        about: ["on the way"],
        rests: ["path"],
        notExamined: "information other than credentials",
      },
      {
        id: "5.6-4A",
        says: "debug interfaces are disabled, or protected by authentication or access control",
        about: ["local interfaces"],
        rests: [],
        notExamined:
          "whether debug interfaces are disabled or protected; only what the firmware says there is looked at",
      },
      {
        id: "5.8-2",
        says: "sensitive personal data between device and services stays confidential",
        about: ["on the way"],
        rests: ["path"],
        notExamined: "personal data other than credentials",
      },
      {
        id: "5.11-1",
        says: "users can erase their data from the device in a simple way",
        about: ["left behind"],
        rests: ["erasure"],
        notExamined: "whether it is simple for users; data other than credentials",
      },
    ],
  },
  {
    name: "EN 18031-1 and EN 18031-2, Common security requirements for radio equipment",
    version: "2024 (by mechanism: the numbered requirements are not freely published)",
    source:
      "https://standards.iteh.ai/catalog/standards/sist/01422ad1-c951-4969-9d8c-22970a29b7e8/sist-en-18031-1-2024",
    provisions: [
      {
        id: "SSM",
        says: "secure storage of security and privacy assets",
        about: ["stored"],
        rests: ["flash"],
        notExamined: "protection by hardware, such as flash encryption",
      },
      {
        id: "SCM",
        says: "secure communication of security and privacy assets",
        about: ["on the way"],
        rests: ["path"],
        notExamined: "integrity, algorithms, and whether certificates are verified",
      },
      {
        id: "CCK",
        says: "confidential cryptographic keys, none of them the same everywhere",
        about: ["built in"],
        rests: ["source"],
        notExamined: "the making of keys",
      },
      {
        id: "GEC",
        says: "general capabilities: no more interfaces and services than needed",
        about: ["local interfaces"],
        rests: [],
        notExamined: "which interfaces and services the product needs",
      },
      {
        id: "DLM (18031-2)",
        says: "personal data can be deleted",
        about: ["left behind"],
        rests: ["erasure"],
        notExamined: "personal data other than credentials",
      },
      {
        id: "UNM (18031-2)",
        says: "users are told of what concerns their privacy",
        about: ["given away"],
        rests: [],
        notExamined: "what users are told",
      },
    ],
  },
  {
    name: "Cyber Resilience Act, Regulation (EU) 2024/2847, Annex I, Part I",
    version: "OJ L, 2024/2847, 20.11.2024",
    source: "https://eur-lex.europa.eu/eli/reg/2024/2847/oj",
    provisions: [
      {
        id: "(2)(e)",
        says: "data stored, transmitted or otherwise processed stays confidential",
        about: ["on the way", "stored", "local interfaces", "built in"],
        rests: ["path", "flash", "nearby", "source"],
        notExamined: "data other than credentials",
      },
      {
        id: "(2)(g)",
        says: "only data that the intended purpose needs is processed",
        about: ["given away"],
        rests: ["servers"],
        notExamined: "which data the purpose needs; data other than credentials",
      },
      {
        id: "(2)(m)",
        says: "users can remove their data and settings securely and for good",
        about: ["left behind"],
        rests: ["erasure"],
        notExamined: "data and settings other than credentials",
      },
    ],
  },
  {
    name: "NIST IR 8425, Profile of the IoT Core Baseline for Consumer IoT Products",
    version: "September 2022",
    source: "https://csrc.nist.gov/pubs/ir/8425/final",
    provisions: [
      {
        id: "Data Protection 1",
        says: "each component protects the data that it stores",
        about: ["stored", "built in"],
        rests: ["flash", "source"],
        notExamined: "data other than credentials",
      },
      {
        id: "Data Protection 2",
        says: "stored data about the customer and home can be deleted or made inaccessible",
        about: ["left behind"],
        rests: ["erasure"],
        notExamined: "data other than credentials",
      },
      {
        id: "Data Protection 3",
        says: "data that is sent between components or outside of the product is protected",
        about: ["on the way", "given away", "local interfaces"],
        rests: ["path", "servers", "nearby"],
        notExamined: "data other than credentials",
      },
    ],
  },
  {
    name: "OWASP IoT Security Verification Standard (ISVS)",
    version: "1.0RC",
    source: "https://github.com/OWASP/IoT-Security-Verification-Standard-ISVS",
    provisions: [
      {
        id: "2.1.9",
        says: "no credentials are hard-coded in firmware",
        about: ["built in"],
        rests: ["source"],
        notExamined: null,
      },
      {
        id: "2.3.1",
        says: "credentials and personal data are stored encrypted",
        about: ["stored"],
        rests: ["flash"],
        notExamined: "personal data other than credentials",
      },
      {
        id: "2.3.2",
        says: "credentials and personal data can be removed when the owner changes",
        about: ["left behind"],
        rests: ["erasure"],
        notExamined: "personal data other than credentials",
      },
      {
        id: "4.1.1",
        says: "communication with the ecosystem is confidential and whole",
        about: ["on the way"],
        rests: ["path"],
        notExamined: "integrity",
      },
      {
        id: "4.2.1",
        says: "what is sent without encryption is not sensitive",
        about: ["on the way"],
        rests: ["path"],
        notExamined: "data other than credentials",
      },
    ],
  },
  {
    name: "Personal Information Protection Law of China (PIPL)",
    version: "in force since 1 November 2021",
    source: "http://www.npc.gov.cn/npc/c30834/202108/a8c4e3672c74491a80b53a172bb753fe.shtml",
    provisions: [
      {
        id: "Art. 6",
        says: "processing has a definite purpose and is limited to the least that it needs",
        about: ["given away"],
        rests: ["servers"],
        notExamined: "the purpose of processing; data other than credentials",
      },
      {
        id: "Arts 13, 14",
        says: "processing rests on informed consent, or another lawful ground",
        about: ["given away"],
        rests: [],
        notExamined: "consent, and other lawful grounds",
      },
      {
        id: "Art. 17",
        says: "people are told beforehand who processes what, why and how",
        about: ["given away"],
        rests: [],
        notExamined: "what people are told",
      },
      {
        id: "Art. 51",
        says: "measures such as encryption keep others from the information",
        about: ["on the way", "stored", "local interfaces"],
        rests: ["path", "flash", "nearby"],
        notExamined: "measures of an organization; data other than credentials",
      },
    ],
  },
  {
    name: "Cybersecurity Law of China (CSL)",
    version: "of 2016, in its numbering; amended and renumbered as of 1 January 2026",
    source: "http://www.cac.gov.cn/2016-11/07/c_1119867116.htm",
    provisions: [
      {
        id: "Art. 41",
        says: "personal information is collected with consent, openly, and only as far as it is necessary",
        about: ["given away"],
        rests: ["servers"],
        notExamined: "consent, and what is published; data other than credentials",
      },
      {
        id: "Art. 42",
        says: "it is not given to others without consent, and is protected from disclosure and loss",
        about: ["given away", "on the way", "stored"],
        rests: ["servers", "path", "flash"],
        notExamined: "consent; data other than credentials",
      },
    ],
  },
];

/** Topics of a finding; `isBuiltIn`: the credential ships with the firmware. */
export function topicsOf(finding: Finding, isBuiltIn: boolean): Topic[] {
  const { observer, channel } = finding;
  switch (observer) {
    case "endpoint":
      return ["given away"];
    case "network":
    case "air":
      return ["on the way"];
    case "flash":
      return [
        "stored",
        ...(isLeftBehind(finding) ? (["left behind"] as const) : []),
        ...(isBuiltIn && channel === "flash" ? (["built in"] as const) : []),
      ];
    default:
      return ["local interfaces"];
  }
}

/** True of what flash holds after the step that was to erase it. */
function isLeftBehind({ origin, atMicros }: Finding): boolean {
  if (origin.kind !== "run") return false;
  return stepTimes(origin.scenario).some(
    ({ step, atMicros: from }) => isErasing(step.do) && from <= atMicros,
  );
}
