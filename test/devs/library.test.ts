import { describe, expect, it } from "vitest";
import { type ScenarioData, scenario } from "../../sim/home/scenario.ts";
import { toLatin1, toText } from "../../sim/tape/bytes.ts";
import { type Life, play } from "../../src/subjects/play.ts";
import { firmware, firmwareFile, HOME, printed, run } from "../firmware.ts";

const TOKEN = "sesame-open-the-cloud";

function live(story: ScenarioData): Life {
  return play(firmwareFile("devs/library"), { scenario: story, home: HOME, settings: { token: TOKEN } });
}

const seen = (life: Life, observer: "flash" | "cable" | "endpoint") =>
  life
    .seenBy(observer)
    .map((e) => toLatin1(e.payload ?? new Uint8Array()))
    .join("\n");

describe("a secret", () => {
  const lines = printed(run(firmware("devs/secrets"), 5));

  it("does not show in anything that is made of it", () => {
    expect(lines.slice(0, 3)).toEqual([
      "{use:[Closure: use],}",
      '{use:[Closure: use],} {use:[Closure: use],} {} {"secret":{}} [{use:[Closure: use],}]',
      "use function",
    ]);
    expect(lines.join("\n")).not.toContain("hunter2");
  });

  it("is left out of log lines, however it is written there", () => {
    expect(lines).toContain("plain [secret] 42");
    expect(lines).toContain("whole [secret]");
    const forms = lines.filter((line) => line.startsWith("a form"));
    expect(forms.length).toBeGreaterThanOrEqual(10);
    expect(new Set(forms)).toEqual(new Set(["a form: [secret];"]));
    expect(lines).toContain("long [secret]");
    expect(lines).toContain("nothing to hide");
  });

  it("proves to who knows it that the device does, and is compared as a whole", () => {
    // RFC 4231, 4.3.
    expect(lines).toContain("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    expect(lines.at(-1)).toBe("true false true");
  });
});

describe("consent", () => {
  it("is asked for once, kept over a restart, and what needs it happens only while it is given", () => {
    const life = live(
      scenario("consent")
        .wait("10s")
        .press("button")
        .wait("5s")
        .reset()
        .wait("5s")
        .press("button")
        .wait("5s")
        .press("button")
        .wait("5s"),
    );

    expect(printed(life.world)).toEqual([
      "got [secret] [secret]",
      "before nothing",
      "asked true at 10 s for telemetry",
      "told 200 true {}",
      "before true",
      "before false",
      "asked false at 5 s for telemetry",
    ]);
    expect(life.seenBy("endpoint", "http").filter((e) => e.from === "device")).toHaveLength(2);
  });
});

describe("the library's fetch", () => {
  const story = scenario("telling").wait("10s").press("button").wait("10s");

  it("sends the secret to the server and nothing of the request to the log", () => {
    const life = live(story);

    expect(seen(life, "endpoint")).toContain(`authorization: Bearer ${TOKEN}`);
    const logged = life.log.join("\n");
    expect(logged).not.toContain(TOKEN);
    expect(logged).not.toContain("?x=1");
    expect(logged).not.toContain("POST");
  });

  it("does not name the URL in its errors", () => {
    const life = live(
      scenario("down").trouble("cloud.example", "refuses").wait("10s").press("button").wait("10s"),
    );

    const failure = printed(life.world).find((line) => line.startsWith("failed"));
    expect(failure).toMatch(/^failed: socket tls:\/\/cloud\.example:443/);
    expect(life.log.join("\n")).not.toContain("?x=1");
  });
});

describe("what has been forgotten", () => {
  const life = live(
    scenario("given away")
      .wait("10s")
      .press("button")
      .wait("5s")
      .call("provisioning", "reset")
      .wait("20s")
      .handOver(),
  );

  it("can't be read back by the firmware", () => {
    expect(printed(life.world).at(-1)).toBe("forgotten true");
  });

  it("is not in flash any more, nor is what the network service kept, nor a trace of either", () => {
    const flash = toLatin1(life.world.device.flash);
    const handedOver = life.events.filter((e) => e.channel === "flash");
    const all = flash + handedOver.map((e) => toText(e.payload!)).join("\n");
    for (const gone of [HOME.ssid, HOME.psk, TOKEN]) expect(all).not.toContain(gone);
    // Nor blobs, which had keys that begin so.
    expect(handedOver.filter((e) => e.to?.startsWith("v.") || e.to?.startsWith("c."))).toEqual([]);
  });
});
