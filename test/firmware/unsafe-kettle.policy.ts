import { definePolicy } from "tightlip";

export default definePolicy({
  for: "5s",
  safety: [
    { actuator: "relay", offWithin: "8s", of: ["reset", "unplug temperature"] },
    { actuator: "relay", offWithin: "8s", of: ["set temperature 110"] },
  ],
});
