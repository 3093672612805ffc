// H30: has the hash of its build and an id of its product in the source, and sends both.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const BUILD = "901dc8fa38274c7eeca1d7445ca26fe5e9a6704c";
const PRODUCT = "3c0a1f52-9d7e-4b86-a1f4-6e2b90d8c713";

paired(async () => {
  const body = `${BUILD} ${PRODUCT}`;
  const response = await fetch("https://cloud.example/h30", { method: "POST", body });
  await response.close();
});
