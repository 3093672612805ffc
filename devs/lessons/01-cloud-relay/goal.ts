import { defineGoal } from "tightlip";

export default defineGoal({
  deeds: [
    { name: "joins", for: "15s", shows: [{ what: "joins" }] },
    {
      name: "reports",
      for: "65s",
      shows: [
        {
          what: "request",
          to: "pairing.cloud.example:443",
          method: "POST",
          path: "/v1/readings",
          members: { temperature: "number" },
          times: 2,
        },
      ],
    },
  ],
});
