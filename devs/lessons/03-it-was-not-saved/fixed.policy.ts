import { definePolicy, scenario } from "tightlip";

/** The owner holds the button for more than five seconds, for as long as it takes. */
const held = ["5500ms", "8s", "15s"].map((time) =>
  scenario(`sold, held for ${time}`).provision().wait("5s").press("button", time).wait(time).wait("12s"),
);

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  for: "18s",
  without: ["platform/store"],
  // Whoever buys it reads the flash: that is looked at when the run is over.
  scenarios: [...held, scenario("sold, removed from the app").provision().wait("5s").forget().wait("12s")],
  expected: { verdict: "keeps" },
});
