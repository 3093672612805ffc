/** Events up to the cursor, newest first: each tells who saw it, and leads to the line that caused it. */
import { type Signal, useSignal } from "@preact/signals";
import { Redacted } from "../../../report/html/parts.tsx";
import { inline, plainText } from "../../../report/printable.ts";
import { sightWords } from "../event-words.ts";
import { list, t } from "../language.ts";
import type { LiveEvent } from "../protocol.ts";
import { observer, seconds } from "../term-words.ts";
import { WithTyped } from "../verdict/show-me.tsx";
import type { Workshop } from "../workshop.ts";
import type { Life } from "./life.ts";

/** Events in the list at once. */
const MAX_SHOWN = 100;
const MAX_CONTENT_CHARACTERS = 4_000;

interface Props {
  readonly life: Life;
  readonly workshop: Workshop;
}

export function EventList({ life, workshop }: Props) {
  // Most of what travels tells nothing: who wants to see it asks for it.
  const isSecretOnly = useSignal(true);
  const seen = life.shown.value;
  const wanted = isSecretOnly.value
    ? seen.filter(({ secrets, allowed }) => secrets.length + allowed.length > 0)
    : seen;
  const cursor = life.cursorMicros.value;
  const done = life.done.value.filter(({ atMicros }) => atMicros <= cursor);
  const shown = [...wanted.slice(-MAX_SHOWN), ...done].sort((a, b) => b.atMicros - a.atMicros);
  return (
    <section class="events" aria-labelledby="events">
      <h3 id="events">{t("live.events", { count: seen.length })}</h3>
      <p class="actions">
        <Filter text={t("live.secretOnly")} is={isSecretOnly} />
        <Filter text={t("live.withFrames")} is={life.withFrames} />
      </p>
      <ol class="event-list">
        {shown.map((one) =>
          "text" in one ? (
            <li key={`${one.atMicros} ${one.text}`} class="doing">
              <span class="quiet">{seconds(one.atMicros)}</span> {one.text}
            </li>
          ) : (
            <EventLine key={keyOf(one)} event={one} life={life} workshop={workshop} />
          ),
        )}
      </ol>
      {wanted.length > MAX_SHOWN && (
        <p class="quiet">{t("live.earlier", { count: wanted.length - MAX_SHOWN })}</p>
      )}
    </section>
  );
}

function Filter({ text, is }: { readonly text: string; readonly is: Signal<boolean> }) {
  return (
    <label>
      <input
        type="checkbox"
        checked={is.value}
        onChange={({ currentTarget }) => {
          is.value = currentTarget.checked;
        }}
      />{" "}
      {text}
    </label>
  );
}

function EventLine({ event, life, workshop }: Props & { readonly event: LiveEvent }) {
  const { atMicros, from, channel, observers, kind, to, sizeBytes, place, secrets, allowed, content } = event;
  return (
    <li class={secrets.length > 0 ? "with-secret" : undefined}>
      <button type="button" class="link" onClick={() => life.scrub(atMicros)}>
        {seconds(atMicros)}
      </button>{" "}
      <span class="event-what">{sightWords({ from, channel, kind, to, sizeBytes, place: null })}</span>{" "}
      <span class="quiet">
        {t("live.seenBy", { observers: list(observers.map((one) => observer(one).name)) })}
      </span>
      {secrets.map((secret) => (
        <mark key={secret}>{inline(secret)}</mark>
      ))}
      {allowed.length > 0 && (
        <span class="may-be">{t("live.mayBe", { secrets: list(allowed.map(inline)) })}</span>
      )}
      {place !== null && workshop.has(place.file) && (
        <button type="button" class="link" onClick={() => workshop.show(place.file, place.line)}>
          {t("leak.toLine", { line: place.line })}
        </button>
      )}
      {content !== null && (
        <details>
          <summary>{t("live.content")}</summary>
          <pre>
            <Redacted text={plainText(content.slice(0, MAX_CONTENT_CHARACTERS))} />
          </pre>
          <WithTyped
            content={content.slice(0, MAX_CONTENT_CHARACTERS)}
            heading={<p class="quiet">{t("showMe.seen")}</p>}
          />
        </details>
      )}
    </li>
  );
}

const keys = new WeakMap<LiveEvent, number>();
let lastKey = 0;

/** Events have no name of their own. */
function keyOf(event: LiveEvent): number {
  let key = keys.get(event);
  if (key === undefined) {
    lastKey++;
    key = lastKey;
    keys.set(event, key);
  }
  return key;
}
