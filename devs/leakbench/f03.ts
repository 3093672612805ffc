// F03: sends the temperature, and logs as one does.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const thermometer = new ds.Temperature();

paired(async (ssid, psk) => {
  console.log("online", ssid !== "", psk.length >= 8);
  setInterval(async () => {
    const celsius = await thermometer.reading.read();
    console.log(`it has ${celsius} degrees`);
    const response = await fetch("https://cloud.example/f03", { method: "POST", body: `${celsius}` });
    console.info("sent:", response.status);
    await response.close();
  }, 5_000);
});
