/** Differences between two runs of a search, which may be worth a judgement. */
import type { TapeEvent } from "../../../sim/tape/tape.ts";
import { compareRuns } from "../compare/twins.ts";
import { platformRelease } from "../policy/policy.ts";
import { isVaultKey } from "../policy/sealed-blobs.ts";
import type { Run } from "../subject.ts";
import { paddingOf, sameRest } from "../verdict/released-bytes.ts";
import type { Runner } from "../verdict/runner.ts";
import { sourceOf } from "../verdict/source.ts";

/** Differences in time from here on are none of computing. */
const LEAST_MICROS = 10_000;

/** One key per observer, channel, peer and source line. */
export function runDifferences(
  { options: { policy }, secrets }: Pick<Runner, "options" | "secrets">,
  a: Run,
  b: Run,
): string[] {
  // Settings that firmware has written.
  const written = new Set([a, b].flatMap(({ settings }) => settings.written.map(({ key }) => key)));
  const keys = new Set<string>();
  const home = policy.judge === "home";
  for (const { what, observer, a: first, b: second } of compareRuns(a.tape, b.tape, {
    home,
    leastMicros: LEAST_MICROS,
  })) {
    const event = first ?? second!;
    // Other content of flash is the platform's doing; the declared scenarios speak of it, and of the vault's blobs.
    if (observer === "flash" && (!written.has(event.to ?? "") || isVaultKey(event.to ?? ""))) continue;
    const isReleased = (mechanism: TapeEvent["platform"]) =>
      secrets.some((s) => platformRelease(policy, mechanism, s.name, observer) !== null);
    const released = isReleased(event.platform);
    if (
      what === "time" ||
      what === "work" ||
      (what !== "presence" && released) ||
      (released && event.channel === "wifi")
    )
      continue;
    // Leavings of earlier frames tell nothing new to those who have had the frames.
    const isPadding = what === "content" && sameRest(first!, paddingOf(first!), second!, paddingOf(second!));
    if (isPadding && isReleased("platform/padding")) continue;
    const source = sourceOf(event);
    const host = event.to?.slice(0, event.to.indexOf(":")) ?? "";
    keys.add(`${observer} ${event.channel} ${host} ${source?.file}:${source?.line}`);
  }
  return [...keys];
}
