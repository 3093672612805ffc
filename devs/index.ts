// The device library's front door: import { Vault } from "tightlip/devs". docs/device-library.md tells the rest.
export { Actuator, type ActuatorOptions, type ActuatorSensor } from "./lib/actuator";
export { adopt } from "./lib/adopt";
export { type Choice, Consent } from "./lib/consent";
export { type FetchOptions, fetch } from "./lib/fetch";
export { type Forgotten, forget } from "./lib/forget";
export { log } from "./lib/log";
export { Mqtt, type MqttOptions } from "./lib/mqtt";
export { Secret } from "./lib/secret";
export { MAX_SECRET_BYTES, Vault } from "./lib/vault";
