// Asks a server every five seconds and says what became of it.
import { randomString } from "@devicescript/crypto";
import { fetch } from "@devicescript/net";

let asked = 0;
setInterval(async () => {
  const number = ++asked;
  try {
    const nonce = randomString(8);
    const response = await fetch("https://cloud.example/v1/state", {
      method: "POST",
      body: `nonce=${nonce}`,
    });
    const text = await response.text();
    console.log(`answer ${number}: ${response.status} ${text.length}`);
    await response.close();
  } catch (e) {
    console.log(`failed ${number}`);
  }
}, 5_000);
