import { definePolicy } from "tightlip";

export default definePolicy({
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "vault.2f2697d391", observer: "cable", degree: "clear" },
      { secret: "vault.2f2697d391", observer: "endpoint", degree: "clear" },
      { secret: "vault.2f2697d391", observer: "network", degree: "clear" },
    ],
  },
});
