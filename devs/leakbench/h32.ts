// H32: as G61, but the network is an open one, and its name is on a sign at the door.
import { paired, wifi } from "./lib/paired";

paired(async (_ssid, _psk) => {
  await wifi.addNetwork("MakersWorkshop", "");
});
