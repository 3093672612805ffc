import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.api_key"],
  servers: { "cloud.example": () => ({ status: 200, body: '{"key":"sZCQrBMmmi7eJejhAbfC"}' }) },
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "settings.api_key", observer: "flash", degree: "clear" },
      { secret: "settings.api_key", observer: "cable", degree: "clear" },
    ],
  },
});
