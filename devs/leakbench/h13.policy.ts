import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk", "settings.token"],
  expected: { verdict: "keeps" },
});
