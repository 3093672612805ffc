import { definePolicy, scenario } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  scenarios: [
    scenario("a morning")
      .provision()
      .wait("30s")
      .press("button", "100ms")
      .set("temperature", 99)
      .wait("20s")
      .factoryReset()
      .wait("10s"),
  ],
});
