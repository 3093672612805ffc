import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  scenarios: [
    {
      name: "a text of 23 characters",
      steps: [
        { do: "wait", for: "10s" },
        { do: "reply", host: "motd.example", body: '{"motd":"good evening, dear all!"}' },
      ],
    },
  ],
  expected: { verdict: "leaks", findings: [{ secret: "wifi.psk", observer: "endpoint", degree: "clear" }] },
});
