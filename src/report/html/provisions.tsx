/** Provisions that the leaks of a card are evidence toward. */
import type { Reported } from "../document.ts";
import type { LeakGroup } from "../leak-groups.ts";
import { INSTRUMENTS, topicsOf } from "../legal-provisions.ts";
import { ownSecrets } from "../reported.ts";

interface Props {
  readonly leaks: LeakGroup;
  readonly result: Reported;
}

export function LeakProvisions({ leaks, result }: Props) {
  const own = ownSecrets(result);
  const topics = leaks.flatMap((leak) => topicsOf(leak, own.includes(leak.secret)));
  const touched = INSTRUMENTS.map(({ name, provisions }) => ({
    name,
    provisions: provisions.filter(({ about }) => about.some((topic) => topics.includes(topic))),
  })).filter(({ provisions }) => provisions.length > 0);
  if (touched.length === 0) return null;
  return (
    <details class="touched">
      <summary>Standards and laws that this leak bears on</summary>
      <ul>
        {touched.map(({ name, provisions }) => (
          <li key={name}>
            {name}: {provisions.map(({ id }) => id).join(", ")}
          </li>
        ))}
      </ul>
      <p class="quiet">
        <a href="#provisions">What each says, and what this evidence is not</a>
      </p>
    </details>
  );
}
