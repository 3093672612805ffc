// G61: has the passphrase of the maker's own network in the source, and joins it.
import { wifi } from "./lib/paired";

await wifi.addNetwork("MakersWorkshop", "violet-harbour-9281"); // leak: literal.devs/leakbench/g61.ts:4
