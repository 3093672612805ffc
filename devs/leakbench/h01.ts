// H01: as G01, but the network that it looks for has a name that the maker chose.
import { paired, wifi } from "./lib/paired";

paired(async (_ssid, _psk) => {
  await wifi.addNetwork("rpt-setup", "");
});
