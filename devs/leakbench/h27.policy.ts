import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  board: "esp32c3_bare",
  expected: { verdict: "keeps" },
});
