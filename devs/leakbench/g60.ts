// G60: has the key of its cloud in the source, and shows it at each request.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const API_KEY = "sk_live_nB6GZb0lViWo2skFBvqSqnT6"; // leak: literal.devs/leakbench/g60.ts:5

paired(async () => {
  const headers = { authorization: `Bearer ${API_KEY}` };
  const response = await fetch("https://cloud.example/g60", { headers }); // leak: literal.devs/leakbench/g60.ts:5
  await response.close();
});
