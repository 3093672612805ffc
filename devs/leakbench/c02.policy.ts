import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  releases: [
    {
      name: "the cloud's own token",
      secret: "settings.token",
      observer: "endpoint",
      why: "the cloud gave it out and has to see it again",
      channel: "http",
      to: "cloud.example",
      field: "authorization",
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "cable", degree: "clear" }],
  },
});
