/**
 * Token formats: texts that are credentials by their form alone, whatever they are called. Names and facts (prefix,
 * alphabet, length, least entropy) are those of the rules of gitleaks, config/gitleaks.toml of v8; user and password
 * in an address are RFC 3986, section 3.2.1.
 *
 * Each pattern takes linear time: it starts at a border of a word, and what repeats is of one class and bounded, or
 * ends where its class does.
 */

export interface TokenFormat {
  /** As gitleaks calls the rule; `url-password` is ours. */
  readonly name: string;
  /** Group `secret` is the credential; without it, all that matches is. */
  readonly pattern: RegExp;
  /** Least Shannon entropy, bits per character: placeholders repeat themselves. */
  readonly minEntropyBits: number;
  /** In pieces, so that nobody's search takes this table for a leak. */
  readonly example: readonly string[];
  /** Texts that look like it and are none. */
  readonly counterexamples: readonly [readonly string[], readonly string[]];
}

/** Not a part of a longer word. */
const START = "(?<![A-Za-z0-9_-])";
const END = "(?![A-Za-z0-9_-])";

function word(pattern: string): RegExp {
  return new RegExp(`${START}(?:${pattern})${END}`, "g");
}

const HEX_32 = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const ALPHANUMERIC_36 = "bwROe8INJX1J8B6iO98369OLiHMTkkf4iUrt";

export const TOKEN_FORMATS: readonly TokenFormat[] = [
  {
    name: "github-pat",
    pattern: word("gh[pousr]_[0-9A-Za-z]{36}"),
    minEntropyBits: 3,
    example: ["ghp_", ALPHANUMERIC_36],
    counterexamples: [
      ["ghp_", "x".repeat(36)],
      ["ghp_", "releases"],
    ],
  },
  {
    name: "github-fine-grained-pat",
    pattern: word("github_pat_\\w{82}"),
    minEntropyBits: 3,
    example: ["github_pat_", ALPHANUMERIC_36, "_", ALPHANUMERIC_36, "Zq4Xw8Lp2"],
    counterexamples: [
      ["github_pat_", "0".repeat(82)],
      ["github_pat_", ALPHANUMERIC_36],
    ],
  },
  {
    name: "gitlab-pat",
    pattern: word("glpat-[\\w-]{20}"),
    minEntropyBits: 3,
    example: ["glpat-", "n7Tq-2VxPz_8RwKc4LmB"],
    counterexamples: [
      ["glpat-", "a".repeat(20)],
      ["glpat-", "tokens"],
    ],
  },
  {
    name: "stripe-access-token",
    pattern: word("[sr]k_(?:live|test|prod)_[A-Za-z0-9]{10,99}"),
    minEntropyBits: 2,
    example: ["sk_", "live_", "nB6GZb0lViWo2skFBvqSqnT6"],
    counterexamples: [
      ["sk_", "live_", "x".repeat(24)],
      ["task_", "live_", "nB6GZb0lViWo2skFBvqSqnT6"],
    ],
  },
  {
    name: "aws-access-token",
    pattern: word("(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)(?![A-Z2-7]{9}EXAMPLE)[A-Z2-7]{16}"),
    minEntropyBits: 3,
    example: ["AKIA", "Q3XV7MZLK2PWT5RB"],
    counterexamples: [
      ["AKIA", "IOSFODNN7EXAMPLE"],
      ["AKIA", "A".repeat(16)],
    ],
  },
  {
    name: "gcp-api-key",
    pattern: word("AIza[\\w-]{35}"),
    minEntropyBits: 4,
    example: ["AIza", "SyB8-kQ2wX_mZ4rT7uV0pL6nJ3hG5dC1fE9"],
    counterexamples: [
      ["AIza", "Sy", "A".repeat(33)],
      ["AIza", "SyB8-kQ2wX"],
    ],
  },
  {
    name: "slack-bot-token",
    pattern: word("xoxb-[0-9]{10,13}-[0-9]{10,13}[A-Za-z0-9-]{0,80}"),
    minEntropyBits: 3,
    example: ["xoxb-", "2817364950", "-8162930475618-", "kQw8ErT2yUi4OpA6sDf0GhJ1"],
    counterexamples: [
      ["xoxb-", "0000000000-0000000000"],
      ["xoxb-", "channel"],
    ],
  },
  {
    name: "slack-webhook-url",
    pattern: /\bhooks\.slack\.com\/(?:services|workflows|triggers)\/(?<secret>[A-Za-z0-9+/]{43,56})/g,
    minEntropyBits: 3,
    example: ["https://hooks.slack.com/", "services/", "T0A1B2C3D4/B5E6F7G8H9/kQw8ErT2yUi4OpA6sDf0GhJ1"],
    counterexamples: [
      ["https://hooks.slack.com/", "services/", "T00000000/B00000000/", "X".repeat(24)],
      ["https://hooks.slack.com/", "services/"],
    ],
  },
  {
    name: "npm-access-token",
    pattern: word("npm_[A-Za-z0-9]{36}"),
    minEntropyBits: 2,
    example: ["npm_", ALPHANUMERIC_36],
    counterexamples: [
      ["npm_", "0".repeat(36)],
      ["npm_", "config_registry"],
    ],
  },
  {
    name: "sendgrid-api-token",
    pattern: word("SG\\.[A-Za-z0-9=_.-]{66}"),
    minEntropyBits: 2,
    example: ["SG.", "kQw8ErT2yUi4OpA6sDf0Gh.", "Jx3Lm5Nb7Vc9Xz1Qa2Ws4Ed6Rf8Tg0Yh3Uj5Ik7Ol9p"],
    counterexamples: [
      ["SG.", ".".repeat(66)],
      ["SG.", "Singapore"],
    ],
  },
  {
    name: "digitalocean-pat",
    pattern: word("do[opr]_v1_[a-f0-9]{64}"),
    minEntropyBits: 3,
    example: ["dop_v1_", HEX_32, HEX_32],
    counterexamples: [
      ["dop_v1_", "0".repeat(64)],
      ["dop_v1_", HEX_32],
    ],
  },
  {
    name: "huggingface-access-token",
    pattern: word("hf_[A-Za-z]{34}"),
    minEntropyBits: 2,
    example: ["hf_", "kQwErTyUiOpAsDfGhJkLzXcVbNmQwErTyU"],
    counterexamples: [
      ["hf_", "a".repeat(34)],
      ["hf_", "model"],
    ],
  },
  {
    name: "openai-api-key",
    pattern: word("sk-[\\w-]{20,100}T3BlbkFJ[\\w-]{20,100}"),
    minEntropyBits: 3,
    example: ["sk-", "kQw8ErT2yUi4OpA6sDf0", "T3Blbk", "FJ", "Jx3Lm5Nb7Vc9Xz1Qa2Ws"],
    counterexamples: [
      ["sk-", "kQw8ErT2yUi4OpA6sDf0Jx3Lm5Nb7Vc9Xz1Qa2Ws"],
      ["sk-", "T3Blbk", "FJ"],
    ],
  },
  {
    name: "anthropic-api-key",
    pattern: word("sk-ant-[a-z0-9]{3,7}-[\\w-]{80,120}"),
    minEntropyBits: 3,
    example: ["sk-ant-", "api03-", ALPHANUMERIC_36, "-", ALPHANUMERIC_36, "_kQw8ErT2yUi4Op-AsDf0AA"],
    counterexamples: [
      ["sk-ant-", "api03-", "x".repeat(95)],
      ["sk-ant-", "hill"],
    ],
  },
  {
    name: "grafana-service-account-token",
    pattern: word("glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}"),
    minEntropyBits: 3,
    example: ["glsa_", HEX_32, "_1a2b3c4d"],
    counterexamples: [
      ["glsa_", "0".repeat(32), "_00000000"],
      ["glsa_", "1a2b3c4d"],
    ],
  },
  {
    name: "telegram-bot-api-token",
    pattern: word("[0-9]{8,10}:A[\\w-]{34}"),
    minEntropyBits: 3.5,
    example: ["6182739450", ":A", "AHkQw8ErT2yUi4OpA6sDf0GhJ1lZxCv-_B"],
    counterexamples: [["6182739450", ":A", "A".repeat(34)], ["12:Afternoon"]],
  },
  {
    name: "twilio-api-key",
    pattern: word("SK[0-9a-fA-F]{32}"),
    minEntropyBits: 3,
    example: ["SK", HEX_32],
    counterexamples: [
      ["SK", "0".repeat(32)],
      ["SK", "0f1e2d3c"],
    ],
  },
  {
    name: "jwt",
    pattern: word("ey[A-Za-z0-9]{17,400}\\.ey[\\w/-]{17,2000}\\.[\\w/-]{10,800}={0,2}"),
    minEntropyBits: 3,
    example: ["eyJhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiJtZXRlci00NzExIn0.", "kQw8ErT2yUi4OpA6sDf0GhJ1lZxCvB"],
    counterexamples: [["eyJhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiJtZXRlci00NzExIn0"], ["eyes.eyebrows.lashes"]],
  },
  {
    name: "private-key",
    pattern: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----(?<secret>[^-]{64,8000})/g,
    minEntropyBits: 3,
    example: ["-----BEGIN EC ", "PRIVATE KEY-----\n", HEX_32, "kQw8ErT2yUi4", HEX_32, "\n-----END EC"],
    counterexamples: [
      ["-----BEGIN ", "PUBLIC KEY-----\n", HEX_32, HEX_32, HEX_32],
      ["-----BEGIN EC ", "PRIVATE KEY-----"],
    ],
  },
  {
    name: "url-password",
    pattern: /\b[a-z][a-z0-9+]{1,15}:\/\/[^\s:@/?#]{0,100}:(?<secret>[^\s:@/?#{}$%]{1,200})@/g,
    minEntropyBits: 0,
    example: ["mqtts://thermostat", ":sword", "fish@broker.example:8883"],
    counterexamples: [
      ["mqtts://thermostat@broker.example:8883"],
      ["https://{user}:{password}@broker.example/"],
    ],
  },
];

/** The credentials in a text that are some by their form, without overlaps. */
export function tokensIn(text: string): string[] {
  const found: string[] = [];
  for (const { pattern, minEntropyBits } of TOKEN_FORMATS) {
    for (const match of text.matchAll(pattern)) {
      const secret = match.groups?.secret ?? match[0];
      const isNew = !found.some((other) => other.includes(secret));
      if (isNew && entropyPerCharacter(secret) >= minEntropyBits) found.push(secret);
    }
  }
  return found;
}

/** Shannon entropy of the characters of a text, bits. */
export function entropyPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
