// G64: has a token of a code host in the source, and asks with it for updates, in a parameter of its own.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

async function newest(token: string) {
  const response = await fetch("https://code.example/releases", { method: "POST", body: token }); // leak: literal.devs/leakbench/g64.ts:11
  await response.close();
}

paired(async () => {
  await newest("ghp_bwROe8INJX1J8B6iO98369OLiHMTkkf4iUrt"); // leak: literal.devs/leakbench/g64.ts:11
});
