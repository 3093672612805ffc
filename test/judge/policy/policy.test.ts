import { describe, expect, it } from "vitest";
import type { Observer, PlatformMechanism } from "../../../sim/tape/tape.ts";
import { type Policy, platformRelease } from "../../../src/judge/policy/policy.ts";

function allows(
  mechanism: PlatformMechanism,
  secret: string,
  observer: Observer,
  policy: Policy = {},
): string | null {
  return platformRelease(policy, mechanism, secret, observer)?.name ?? null;
}

describe("the platform's own flows", () => {
  it("are allowed to the observer and for the secret that they are for", () => {
    expect(allows("platform/join", "wifi.psk", "cable")).toBe("platform/join");
    expect(allows("platform/wifi-status", "wifi.ssid", "cable")).toBe("platform/join");
    expect(allows("platform/store", "wifi.psk", "flash")).toBe("platform/store");
    expect(allows("platform/settings-read", "settings.token", "cable")).toBe("platform/settings-read");
    expect(allows("platform/air", "wifi.ssid", "air")).toBe("platform/air");
    expect(allows("platform/sealed", "settings.token", "flash")).toBe("platform/sealed");
    expect(allows("platform/sealed", "wifi.psk", "cable")).toBe("platform/sealed");
    expect(allows("platform/sealed-offer", "wifi.psk", "bus")).toBe("platform/sealed");
  });

  it("are not allowed to anybody else, nor for other secrets", () => {
    expect(allows("platform/join", "wifi.psk", "bus")).toBeNull();
    expect(allows("platform/join", "settings.token", "cable")).toBeNull();
    expect(allows("platform/wifi-status", "wifi.psk", "cable")).toBeNull();
    expect(allows("platform/store", "wifi.psk", "cable")).toBeNull();
    expect(allows("platform/air", "settings.token", "air")).toBeNull();
    expect(allows("platform/sealed", "wifi.psk", "bus")).toBeNull();
    expect(allows("platform/sealed-offer", "wifi.psk", "flash")).toBeNull();
    expect(platformRelease({}, undefined, "wifi.psk", "cable")).toBeNull();
  });

  it("can be dropped one by one", () => {
    const policy: Policy = { without: ["platform/store"] };
    expect(allows("platform/store", "wifi.psk", "flash", policy)).toBeNull();
    expect(allows("platform/join", "wifi.psk", "cable", policy)).toBe("platform/join");
    expect(allows("platform/wifi-status", "wifi.ssid", "cable", { without: ["platform/join"] })).toBeNull();
  });

  it("are all dropped by the strict profile, except for what the radio can't do without", () => {
    const strict: Policy = { profile: "strict" };
    expect(allows("platform/join", "wifi.psk", "cable", strict)).toBeNull();
    expect(allows("platform/store", "wifi.psk", "flash", strict)).toBeNull();
    expect(allows("platform/settings-read", "settings.token", "cable", strict)).toBeNull();
    expect(allows("platform/sealed", "settings.token", "flash", strict)).toBeNull();
    expect(allows("platform/air", "wifi.psk", "air", strict)).toBe("platform/air");
  });
});
