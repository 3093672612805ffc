// C17: as the angle of a servo.
import * as ds from "@devicescript/core";
import { paired } from "./lib/paired";

const servo = new ds.Servo();

paired(async (_ssid, psk) => {
  await servo.enabled.write(true);
  await servo.angle.write(psk.charCodeAt(0)); // leak: wifi.psk
});
