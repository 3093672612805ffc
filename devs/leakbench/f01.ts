// F01: joins and sends nothing else.
import { paired } from "./lib/paired";

paired(async (_ssid, _psk) => {
  console.log("online");
});
