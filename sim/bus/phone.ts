/** The owner's phone: hands name and passphrase of the home's WiFi to a device that offers to be provisioned. */

import type { World } from "../world.ts";
import { serverIdOf } from "./frame.ts";
import { Peer } from "./peer.ts";
import { peerId } from "./service.ts";

/** services/provisioning.md. */
export const PROVISIONING_CLASS = 0x1e5f0a7c;
const OFFER = 0x80;
/** A person finds the device in the app and taps "connect". */
const TAP_MICROS = 1_000_000;

export class Phone extends Peer {
  private offered = false;
  private serviceIndex = 0;

  constructor(world: World) {
    super(world, peerId(world, "phone"), "phone", false, []);
  }

  override announced(deviceId: string, services: readonly number[]): void {
    const index = services.indexOf(PROVISIONING_CLASS);
    if (this.offered || index < 0 || deviceId !== serverIdOf(this.world.device.deviceId)) return;
    this.offered = true;
    this.serviceIndex = index;
    this.after(TAP_MICROS, { do: "offer" });
  }

  override receive(message: unknown): void {
    if ((message as { do: string }).do !== "offer") {
      super.receive(message);
      return;
    }
    const { home, device } = this.world;
    const data = new TextEncoder().encode(`${home.ssid}\0${home.psk}\0`);
    this.commandTo(serverIdOf(device.deviceId), { index: this.serviceIndex, command: OFFER, data });
    this.world.provisioned();
  }

  command(): void {}
}
