import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  scenarios: [
    {
      name: "somebody writes limits",
      steps: [
        { do: "wait", for: "1s" },
        { do: "writeSetting", key: "limits", value: [100, 200, 700] },
        { do: "wait", for: "500ms" },
        { do: "reset" },
        { do: "wait", for: "3s" },
        { do: "provision" },
        { do: "wait", for: "15s" },
      ],
    },
  ],
  expected: { verdict: "leaks", findings: [{ secret: "wifi.psk", observer: "endpoint", degree: "clear" }] },
});
