// G77: registers with the code on its label, by which whoever hears sealed provisioning opens it.
import * as ds from "@devicescript/core";
import { fetch } from "@devicescript/net";
import { paired } from "./lib/paired";

const serial: string = ds._dcfgString("tightlip.code" as any);
paired(async () => {
  const response = await fetch("https://cloud.example/g77", { method: "POST", body: serial }); // leak: device.code
  await response.close();
});
