import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  releases: [
    {
      name: "token to the cloud",
      secret: "settings.token",
      observer: "endpoint",
      why: "the cloud gave it out, and knows the device by it",
      channel: "http",
      to: "cloud.example",
    },
  ],
  expected: { verdict: "keeps" },
});
