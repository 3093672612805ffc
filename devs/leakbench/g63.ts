// G63: has the password of its broker in the source.
import { startMQTTClient } from "@devicescript/net";
import { paired } from "./lib/paired";

const BROKER = {
  host: "broker.example",
  username: "thermostat",
  password: "JfLsOEVp5MLQf9", // leak: literal.devs/leakbench/g63.ts:8
};

paired(async () => {
  await startMQTTClient({ ...BROKER, proto: "tls", port: 8883 }); // leak: literal.devs/leakbench/g63.ts:8
});
