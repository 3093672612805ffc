import { createHmac } from "node:crypto";
import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.pairing_code"],
  servers: {
    "cloud.example": ({ target }, { number }) => ({
      status: 200,
      body: target === "/challenge" ? `challenge ${number}` : "",
    }),
  },
  releases: [
    {
      name: "answer to the challenge",
      secret: "settings.pairing_code",
      observer: "endpoint",
      why: "the cloud has to know that the code was typed in",
      channel: "http",
      to: "cloud.example",
      computes: (code) => [createHmac("sha256", code).update("challenge 1").digest("hex")],
    },
  ],
  expected: { verdict: "keeps" },
});
