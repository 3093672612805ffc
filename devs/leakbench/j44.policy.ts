import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  scenarios: [
    {
      name: "a message, a press, a reply",
      steps: [
        { do: "wait", for: "15s" },
        { do: "publish", topic: "bell/ring", payload: "ding" },
        { do: "wait", for: "2s" },
        { do: "press", what: "button" },
        { do: "wait", for: "1s" },
        { do: "reply", host: "door.example", body: '{"who":"dong"}' },
        { do: "wait", for: "10s" },
      ],
    },
  ],
  expected: { verdict: "leaks", findings: [{ secret: "wifi.psk", observer: "endpoint", degree: "clear" }] },
});
