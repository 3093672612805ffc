// Says once a minute what the real-time clock shows, field by field.
import * as ds from "@devicescript/core";

const clock = new ds.RealTimeClock();

async function show() {
  const now = await clock.reading.read();
  const [year, month, day, weekday, hour, minute] = now as any;
  console.log(`${year}-${month}-${day}, day ${weekday}, ${hour}:${minute}`);
}

setInterval(show, 60_000);
