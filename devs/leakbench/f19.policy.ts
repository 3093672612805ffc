import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  scenarios: [
    {
      name: "servers and network fail",
      steps: [
        { do: "wait", for: "20s" },
        { do: "trouble", host: "*", trouble: "refuses" },
        { do: "wait", for: "20s" },
        { do: "trouble", host: "*", trouble: "resets" },
        { do: "wait", for: "20s" },
        { do: "trouble", host: "*", trouble: null },
        { do: "loseWifi", for: "5s" },
        { do: "wait", for: "60s" },
      ],
    },
  ],
  expected: { verdict: "keeps" },
});
