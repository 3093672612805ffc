/** Frame of a syntax error in a definition. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { applianceAt } from "../../src/subjects/appliance.ts";
import { lineFrame } from "../../src/subjects/definitions/line-frame.ts";
import { loadPolicy } from "../../src/subjects/policy-file.ts";
import { UserError } from "../../src/user-error.ts";
import { tempProject } from "../compile/temp-project.ts";

async function failure(files: Readonly<Record<string, string>>): Promise<UserError> {
  const project = tempProject({ "main.ts": "", ...files });
  try {
    await loadPolicy(applianceAt(join(project, "main.ts")));
  } catch (error) {
    if (error instanceof UserError) return error;
  }
  throw new Error("it loads");
}

describe("a syntax error", () => {
  it("of a policy has line, column, and a caret under the place", async () => {
    const { message, frame } = await failure({
      "main.policy.ts": 'export default {\n  secrets: ["wifi.psk" "wifi.ssid"],\n};\n',
    });
    expect(message).toMatch(/main\.policy\.ts:2:24: the policy cannot be loaded: Unexpected token/);
    expect(frame!.split("\n")).toEqual([
      '  2 |   secrets: ["wifi.psk" "wifi.ssid"],',
      "    |                        ^",
    ]);
  });

  it("of a file that the policy imports is named with that file", async () => {
    const { message, frame } = await failure({
      "shared/cloud.ts": "export const cloud = [1 2];\n",
      "main.policy.ts": 'import { cloud } from "./shared/cloud.ts";\nexport default { servers: cloud };\n',
    });
    expect(message).toMatch(/main\.policy\.ts: the policy cannot be loaded: shared\/cloud\.ts:1:25: Unexp/);
    expect(frame).toContain("  1 | export const ····· = [· ·];");
  });

  it("of data has them too", async () => {
    const { message, frame } = await failure({
      "main.policy.yaml": "for: 5m\nsecrets: [wifi.psk\njudge: home\n",
    });
    expect(message).toMatch(/main\.policy\.yaml:3:1: is neither JSON nor plain YAML: /);
    expect(frame).toBe("  3 | judge: home\n    | ^");
  });

  it("shows no word that might be a credential", () => {
    const made = Buffer.from(Array.from({ length: 12 }, (_, i) => 65 + ((i * 7) % 26))).toString();
    const frame = lineFrame(`releases: [{ sealedUnder: "${made}-4711-${made}" why`, 1, 30)!;
    expect(frame).toContain("releases: [{ sealedUnder: ");
    for (const word of [made, "4711"]) expect(frame).not.toContain(word);
  });

  it("beyond the end of a text or a line has no frame", () => {
    expect(lineFrame("a", 2, 1)).toBeNull();
    expect(lineFrame("a".repeat(400), 1, 300)).toBeNull();
  });
});
