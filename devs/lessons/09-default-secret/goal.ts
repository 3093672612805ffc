import { defineGoal, scenario } from "tightlip";

export default defineGoal({
  deeds: [
    { name: "joins", for: "20s", shows: [{ what: "joins" }] },
    {
      name: "reports",
      for: "70s",
      settings: { token: "plug-77c2-Zr41Tm" },
      shows: [
        {
          what: "request",
          to: "meters.plug.example:443",
          method: "POST",
          path: "/v1/watts",
          has: ["authorization: Bearer plug-77c2-Zr41Tm"],
          numbers: 1,
        },
      ],
    },
    {
      // A plug that was made without a token has to switch all the same.
      name: "switches",
      scenario: scenario("on and off")
        .provision()
        .wait("12s")
        .press("button")
        .wait("3s")
        .press("button")
        .wait("3s"),
      for: "18s",
      shows: [{ what: "actuator", thing: "relay", states: 2 }],
    },
  ],
});
