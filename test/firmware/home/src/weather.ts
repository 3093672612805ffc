// Asks a server what the weather is, twice a minute, and keeps what it was told.
import { fetch } from "@devicescript/net";
import { readSetting, writeSetting } from "@devicescript/settings";

console.log(`last heard: ${await readSetting("weather", "nothing yet")}`);

setInterval(async () => {
  try {
    const response = await fetch("https://weather.example/today");
    const text = await response.text();
    console.log(`weather ${response.status}: ${text.length} characters`);
    if (response.ok && text.length < 50) await writeSetting("weather", text);
  } catch (error) {
    console.log(`no weather: ${(error as Error).message}`);
  }
}, 30_000);
