/** Another device on the bus, such as a hub, that knows the home's WiFi and hands it to a device that asks for it. */
import { Peer } from "../bus/peer.ts";
import { peerId } from "../bus/service.ts";
import type { World } from "../home/world.ts";
import type { Credentials } from "../radio/wpa.ts";
import { clearOffer, PROVISIONING_CLASS } from "./clear-offer.ts";

export class Commissioner extends Peer {
  /** What it hands over as soon as the device can take it. */
  private waiting: Credentials | null = null;

  constructor(world: World) {
    super(world, peerId(world, "commissioner"), "commissioner", false, []);
  }

  provision(network: Credentials): void {
    this.waiting = network;
  }

  override announced(deviceId: string, services: readonly number[]): void {
    const index = services.indexOf(PROVISIONING_CLASS);
    if (deviceId !== this.world.device.serverId || index < 0 || this.waiting === null) return;
    this.commandTo(deviceId, clearOffer(index, this.waiting));
    this.world.provisioned("firmware");
    this.waiting = null;
  }

  command(): void {}
}
