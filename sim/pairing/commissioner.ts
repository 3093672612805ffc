/** Another device on the bus, such as a hub, that knows the home's WiFi and hands it to a device that asks for it. */
import { Peer, type PeerPorts, peerId } from "../bus/peer.ts";
import type { Credentials } from "../radio/wpa.ts";
import { clearOffer, PROVISIONING_CLASS } from "./clear-offer.ts";

/** The world as a commissioner sees it. */
export interface CommissionerPorts extends PeerPorts {
  readonly device: { readonly serverId: string };
  /** Somebody handed the home's credentials to the firmware, or to native code of the board. */
  provisioned(to: "firmware" | "board"): void;
}

export class Commissioner extends Peer<never, CommissionerPorts> {
  /** Credentials that it hands over as soon as the device can take them. */
  private waiting: Credentials | null = null;

  constructor(world: CommissionerPorts) {
    super(world, peerId(world.seed, "commissioner"), "commissioner", false, []);
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
