// G62: has the whole authorization field in the source.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async () => {
  const headers = {
    authorization: "Basic bWV0ZXI6dlJCQlZRRktrend2", // leak: literal.devs/leakbench/g62.ts:7
  };
  const response = await fetch("https://cloud.example/g62", { headers }); // leak: literal.devs/leakbench/g62.ts:7
  await response.close();
});
