// Looks for networks every three seconds, and says how strong the home's is.
import * as ds from "@devicescript/core";

const wifi = new ds.Wifi();

wifi.scanComplete.subscribe(async (found) => {
  const [total, known] = found;
  const signal = await wifi.reading.read();
  console.log(`${total} networks, ${known} known, ${signal} dBm`);
});
await wifi.gotIp.wait();
setInterval(async () => {
  await wifi.scan();
}, 3_000);
