// F27: ten megabytes of noise.
import { randomBuffer } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

paired(async () => {
  for (let sent = 0; sent < 10_000_000; sent += 4_000) {
    const response = await fetch("https://cloud.example/f27", { method: "POST", body: randomBuffer(4_000) });
    await response.close();
  }
});
