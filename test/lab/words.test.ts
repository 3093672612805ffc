/** Words of the lab for what comes as data: events, steps, objections of the compiler, problems of a policy. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { MADE_NAME } from "../../src/report/veiled-events.ts";

let chooseLanguage: typeof import("../../src/lab/page/language.ts").chooseLanguage;
let words: typeof import("../../src/lab/page/event-words.ts");
let stepWords: typeof import("../../src/lab/page/step-words.ts").stepWords;
let diagnostics: typeof import("../../src/lab/page/verdict/diagnostic-words.ts");
let policyOf: typeof import("../../src/lab/page/own/policy-problems.ts").policyOf;
let spentWords: typeof import("../../src/lab/page/spent-words.ts").spentWords;

beforeAll(async () => {
  vi.stubGlobal("document", { documentElement: {} });
  vi.stubGlobal("navigator", { languages: [] });
  ({ chooseLanguage } = await import("../../src/lab/page/language.ts"));
  words = await import("../../src/lab/page/event-words.ts");
  ({ stepWords } = await import("../../src/lab/page/step-words.ts"));
  diagnostics = await import("../../src/lab/page/verdict/diagnostic-words.ts");
  ({ policyOf } = await import("../../src/lab/page/own/policy-problems.ts"));
  ({ spentWords } = await import("../../src/lab/page/spent-words.ts"));
});
afterAll(() => {
  vi.unstubAllGlobals();
});
beforeEach(() => chooseLanguage("zh-Hans"));

function problemOf(policy: unknown): string {
  try {
    policyOf(typeof policy === "string" ? policy : JSON.stringify(policy));
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

describe("the lab's words for events", () => {
  const write = { from: "device", channel: "http", kind: "write", to: "a.example:443" } as const;
  const place = { file: "main.ts", line: 7 };

  it("say who sends what to whom, how much, and at which line", () => {
    const sight = { ...write, sizeBytes: 3, place };
    expect(words.sightWords(sight)).toBe("HTTP 请求 → a.example:443，3 字节（main.ts:7）");
    chooseLanguage("en");
    expect(words.sightWords(sight)).toBe("http write → a.example:443, 3 bytes (main.ts:7)");
  });

  it("name the sender where it is not the appliance, and what is ours among other sides", () => {
    const air = {
      from: "access-point",
      channel: "wifi",
      kind: "eapol 1 of 4",
      to: null,
    } as const;
    expect(words.headingWords(air)).toBe("接入点：Wi-Fi 四次握手（eapol）第 1 条");
    expect(words.headingWords({ ...write, to: MADE_NAME })).toContain("取决于某份凭据的名称");
    expect(words.headingWords({ ...write, channel: "flash", kind: "image token", to: null })).toBe(
      "闪存 镜像中的 token",
    );
  });

  it("leave a kind that nobody translated as it is, whatever it is called", () => {
    for (const kind of ["active", "constructor", "image", "a.b:c", "tcp.connect", "__proto__"])
      expect(words.headingWords({ ...write, channel: "actuator", kind, to: null })).toBe(`动作 ${kind}`);
  });
});

describe("the lab's words for steps", () => {
  it("tell each with its details, and once what happens several times", () => {
    const press = { do: "press", what: "button", for: "2s" } as const;
    expect(stepWords([press, press, { do: "loseWifi" }])).toBe("按下 button（持续 2s）（2 次）、Wi-Fi 关闭");
    chooseLanguage("en");
    expect(stepWords([{ do: "reply", host: "a.example", status: 500, headers: { a: "b" } }])).toBe(
      'server a.example answers from now on (status 500, headers {"a":"b"})',
    );
  });
});

describe("the lab's words for builds and runs", () => {
  it("say an objection by its code, and nothing of one that is not known", () => {
    expect(diagnostics.meaningOf({ code: "TS2304" })).toContain("没有这个名称");
    expect(diagnostics.meaningOf({ code: "TS99999" })).toBeNull();
  });

  it("say a hint by its name, and what the message names", () => {
    const hint = (message: string) => diagnostics.hintWords({ message, hint: "english" });
    expect(hint("Cannot find module '@devicescript/nets' or its types.")).toContain('没有 "nets" 这个库');
    expect(hint("Cannot find name 'fetch'.")).toContain("请写 import { fetch }");
    expect(hint("Cannot find name 'constructor'.")).toBe("english");
  });

  it("say why a run ended early", () => {
    expect(spentWords("the device resets in a loop")).toBe("设备不断重启");
    expect(spentWords("something new")).toBe("something new");
  });
});

describe("the lab's words for a policy", () => {
  it.each([
    ["{", "不是有效的 JSON"],
    [{ for: "soon" }, "for：应为时长"],
    [{ judge: "all" }, 'judge：是 "all"，而只能是'],
    [{ public: 3 }, "public：是 3，而应为 Array"],
    [{ extra: 1 }, "extra：没有这个名称的字段"],
    [{ releases: [{ name: "a" }] }, "releases.0.secret：缺少这一项"],
    [{ scenarios: [{ name: "a", steps: [{ do: "wait", for: 3 }] }] }, '第 1 步："wait" 的 "for" 不合适'],
    [{ scenarios: [{ name: "a", steps: [{ do: "fly" }] }] }, '没有 "fly" 这个步骤'],
    [{ scenarios: [{ name: "a", steps: [{}] }] }, '没有 "do"'],
    [{ scenarios: [{ name: "a", steps: [{ do: "reset", x: 1 }] }] }, '"reset" 没有 "x"'],
  ])("say by kind what is wrong with %j", (policy, problem) => {
    expect(problemOf(policy)).toContain(problem);
    chooseLanguage("en");
    expect(problemOf(policy)).not.toMatch(/\p{Script=Han}/u);
  });

  it("take what is right", () => {
    expect(policyOf('{ "for": "5m" }')).toEqual({ for: "5m" });
  });
});
