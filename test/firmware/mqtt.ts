// Subscribes to its orders and publishes its state.
import { connect as connectMqtt, MQTTClient, startMQTTClient } from "@devicescript/net";
