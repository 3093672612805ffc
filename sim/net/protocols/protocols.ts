/** The protocols that the simulated cloud speaks. A new one is a file in this folder and an entry here. */

import { HttpServer } from "./http.ts";
import { MqttServer } from "./mqtt.ts";
import type { ProtocolServer } from "./protocol-server.ts";

/** Makes the servers of each protocol; the first that recognises a connection has it. */
export const PROTOCOLS: readonly (() => ProtocolServer)[] = [() => new HttpServer(), () => new MqttServer()];
