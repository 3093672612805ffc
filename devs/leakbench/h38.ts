// H38: asks a host that does not exist anywhere, and reports the failure alone.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async () => {
  try {
    const found = await fetch("http://mirror.invalid/");
    await found.close();
  } catch (_error) {
    const response = await fetch("https://cloud.example/h38", { method: "POST", body: "no mirror" });
    await response.close();
  }
});
