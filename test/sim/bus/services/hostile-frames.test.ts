import { describe, expect, it } from "vitest";
import { decodeFrame, encodeFrame, FLAG_COMMAND, type Packet } from "../../../../sim/bus/frame.ts";
import { MAX_DATA_BYTES } from "../../../../sim/bus/pack.ts";
import { Peer } from "../../../../sim/bus/peer.ts";
import { ServiceServer } from "../../../../sim/bus/service.ts";
import { Forker } from "../../../../sim/engine/fork.ts";
import { Random } from "../../../../sim/engine/random.ts";
import { firmware, worldWith } from "../../../firmware.ts";
import { TRIES } from "../../../soak.ts";
import { catalogue } from "./catalogue.ts";

/** A world with one peer of every service of the catalogue and a device without power: only the peers live. */
function allPeers() {
  const image = { ...firmware("services/buttons"), services: catalogue() };
  const world = worldWith(image);
  const peers = catalogue()
    .filter((spec) => spec.classIdentifier !== 0)
    .map((spec) => new ServiceServer(world, spec));
  for (const peer of peers) world.bus.add(peer, 0);
  return { world, peers };
}

/** Half of it means something to the peer, the other half is anything. */
function hostilePacket(random: Random, peer: ServiceServer): Packet {
  const { identifier, kind } = random.pick(peer.spec.packets);
  const access = kind === "command" ? 0 : random.pick([0x1000, 0x2000]);
  const known = random.below(8) > 0;
  return {
    index: random.below(16) > 0 ? 1 : random.below(256),
    command: known ? access | identifier : random.below(0x10000),
    data: random.bytes(random.pick([0, 1, 2, 4, 8, 12, 24, random.below(MAX_DATA_BYTES + 1)])),
  };
}

describe("peers that get hostile frames", () => {
  it("neither crash nor hang nor grow", () => {
    const { world, peers } = allPeers();
    const random = Random.stream(7, "hostile frames");
    let frames = 0;
    let longest = 0;
    for (let i = 0; i < TRIES; i++) {
      const peer = random.pick(peers);
      const packet = hostilePacket(random, peer);
      const bytes = encodeFrame({ flags: FLAG_COMMAND, device: peer.deviceId, packets: [packet] });
      // Sometimes a bit is turned over on the way.
      if (random.below(4) === 0) bytes[random.below(bytes.length)] ^= 1 << random.below(8);
      for (const received of decodeFrame(bytes)?.packets ?? []) {
        peer.command(received, [1], 0xabcd);
        frames++;
      }
      world.runUntil(world.clock.nowMicros + 2_000);
      if (i % 100 === 0) world.tape.drain();
      for (const event of world.tape.events.slice(-5)) longest = Math.max(longest, event.sizeBytes);
    }
    expect(frames).toBeGreaterThan(TRIES / 2);
    expect(world.ended).toBeNull();
    expect(longest).toBeLessThanOrEqual(1024);
    for (const peer of peers) expect(stateSize(peer), peer.name).toBeLessThan(200_000);
  });

  it("are plain data: a fork of the same world goes on in the same way", () => {
    const { world } = allPeers();
    const random = Random.stream(8, "before the fork");
    for (const peer of world.bus.drivable) peer.command(hostilePacket(random, peer), null, 0);
    world.runUntil(1_000_000);
    const twin = world.fork();
    const stories = [world, twin].map((each) => {
      const after = Random.stream(9, "after the fork");
      for (const peer of each.bus.drivable) peer.command(hostilePacket(after, peer), null, 0);
      each.runUntil(3_000_000);
      return each.tape.events.map(
        (event) => `${event.atMicros} ${event.to} ${Buffer.from(event.payload ?? [])}`,
      );
    });
    expect(stories[1]).toEqual(stories[0]);
    expect(stories[0].length).toBeGreaterThan(300);
  });

  it("hold nothing that a fork would share by accident: no functions in any field", () => {
    for (const peer of allPeers().peers) {
      for (const [name, value] of Object.entries(peer)) {
        if (name !== "world") expect(() => structuredClone(value), `${peer.name}.${name}`).not.toThrow();
      }
      expect(peer).toBeInstanceOf(Peer);
      expect(new Forker().copy(peer.memory)).toEqual(peer.memory);
    }
  });
});

/** Characters of everything that a peer remembers. */
function stateSize(peer: ServiceServer): number {
  return Object.entries(peer)
    .filter(([name]) => name !== "world")
    .reduce((sum, [, value]) => sum + JSON.stringify(value, plain).length, 0);
}

function plain(_key: string, value: unknown): unknown {
  if (value instanceof Map || value instanceof Set) return [...value];
  return value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value;
}
