/** The world as the verbs of a scenario see it. */

import type { Effect } from "../../bus/effects.ts";
import type { FieldValue } from "../../bus/pack.ts";
import type { PeerAction } from "../../bus/services/behaviour.ts";
import type { Image } from "../../device/image.ts";
import type { HttpResponse } from "../../net/http/message.ts";
import type { Publication } from "../../net/protocols/protocol-server.ts";
import type { Trouble } from "../../net/troubles.ts";
import type { Pairing } from "../../pairing/pairing.ts";
import type { Credentials } from "../../radio/wpa.ts";

export interface Stage {
  /** The program that the device was flashed with. */
  readonly image: Image;
  readonly device: {
    cutPower(): void;
    cutPowerAtWrite(pages: number, tear: number): void;
    restart(afterMicros?: number): void;
    flashProgram(image: Image): void;
    jumpClock(byMicros: number): void;
    stressMemory(): void;
    holdMemory(sizeBytes: number): void;
    forceChance(share: number): void;
  };
  readonly bus: {
    /** Share of frames to the device that get damaged, 0 to 1. */
    noise: number;
    drive(what: string, action: PeerAction): void;
    effect(effect: Effect): void;
    readSetting(key: string): void;
    writeSetting(key: string, json: string): void;
    cloudMessage(topic: string, json: string): void;
  };
  readonly network: {
    /** Share of messages that get lost on the way, 0 to 1. */
    loss: number;
    readonly servers: {
      reply(host: string, response: HttpResponse, times: number): void;
      trouble(host: string, trouble: Trouble | null): void;
      poison(host: string, address: string): void;
    };
    publish(publication: Publication): void;
  };
  readonly phone: {
    call(service: string, command: string, values: readonly FieldValue[]): void;
    ask(service: string, register: string): void;
    write(service: string, register: string, values: readonly FieldValue[]): void;
    askToReset(): void;
  };
  /** The owner has a network's credentials handed over; null stands for the best way that is offered. */
  provision(network: Credentials, by: Pairing | null): void;
  /** The network that a scenario means: the home's, or a neighbour's by name. */
  networkNamed(ssid: string | null): Credentials;
  /** Access points go on or off the air: that with `ssid`, or the home's. */
  switchWifi(ssid: string | null, up: boolean): void;
  /** Strength with which the access points of that name, or the home's, reach the device. Throws BadScenario. */
  setSignal(ssid: string | null, dbm: number): void;
  /** Another access point is in reach from now on; null stands for the usual strength, or that which it had. */
  addNeighbour(ssid: string, dbm: number | null): void;
  /** A neighbour's access point is out of reach. Throws BadScenario. */
  removeNeighbour(ssid: string): void;
  /** Back to factory state, as far as the runtime goes. */
  eraseSettings(): void;
  /** The board changes hands: whoever holds it reads its flash. */
  handOver(): void;
}
