// Asks a server every five seconds which mode it is in, by a header of the answer.
import { fetch } from "@devicescript/net";

setInterval(async () => {
  const response = await fetch("https://cloud.example/v1/mode");
  console.log(`mode ${response.headers.get("x-mode")}, ${response.headers.get("content-type")}`);
  await response.close();
}, 5_000);
