import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  scenarios: [
    {
      name: "five letters, one by one",
      steps: [
        { do: "wait", for: "10s" },
        { do: "reply", host: "news.example", body: "Xr7?kingfisher" },
      ],
    },
  ],
  expected: { verdict: "leaks", findings: [{ secret: "wifi.psk", observer: "endpoint", degree: "clear" }] },
});
