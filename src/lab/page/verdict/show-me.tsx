/**
 * Values that the learner types to see a leak with them. They stay in the page's memory: the check ran with values of its
 * own, and what is shown is the same message with the typed one in its place.
 */
import { effect, signal } from "@preact/signals";
import type { VNode } from "preact";
import { tellsValue } from "../../../judge/policy/degree.ts";
import type { FirmwareReport } from "../../../report/document.ts";
import type { LeakGroup } from "../../../report/leak-groups.ts";
import { inline, plainText } from "../../../report/printable.ts";
import { leaksOf, secretsOf } from "../../../report/reported.ts";
import { unique } from "../../../unique.ts";
import { t } from "../language.ts";
import { generation } from "../progress.ts";
import { encodedAs } from "./encoded-as.ts";

const MAX_TYPED_CHARACTERS = 64;
/** Name of a secret with its size and its encodings, as evidence marks it. */
const MARK = /‹([^‹›,]+), \d+ bytes?(?: as ([^‹›]+))?›/g;

const typed = signal<Readonly<Record<string, string>>>({});
effect(() => {
  // Whoever forgets all progress leaves the page to somebody else.
  if (generation.value >= 0) typed.value = {};
});

/** Fields for the values, and what becomes of them in the leaks below. */
export function ShowMe({ report }: { readonly report: FirmwareReport }) {
  const open = leaksOf(report).filter(({ degree }) => tellsValue(degree));
  return <Fields secrets={unique(open.map(({ secret }) => secret))} about={t("showMe.about")} />;
}

/** The same for the events of a home that lives, in which also what is allowed lies open. */
export function ShowMeLive({ report }: { readonly report: FirmwareReport }) {
  const used = secretsOf(report).filter(({ exercised }) => exercised);
  return <Fields secrets={used.map(({ name }) => name)} about={t("showMe.aboutLive")} />;
}

function Fields({ secrets, about }: { readonly secrets: readonly string[]; readonly about: string }) {
  if (secrets.length === 0) return null;
  return (
    <details class="show-me">
      <summary>{t("showMe.title")}</summary>
      <p class="quiet">{about}</p>
      {secrets.map((secret) => (
        <label key={secret}>
          {inline(secret)}{" "}
          <input
            type="text"
            autocomplete="off"
            spellcheck={false}
            maxLength={MAX_TYPED_CHARACTERS}
            value={typed.value[secret] ?? ""}
            onInput={({ currentTarget }) => {
              typed.value = { ...typed.peek(), [secret]: currentTarget.value };
            }}
          />
        </label>
      ))}
    </details>
  );
}

/** The message of a leak with what was typed; nothing where the value does not lie open. */
export function LeakTyped({ leaks }: { readonly leaks: LeakGroup }) {
  const content = leaks.find(({ evidence }) => evidence?.content != null)?.evidence?.content ?? null;
  return content === null ? null : <WithTyped content={content} heading={<h5>{t("showMe.seen")}</h5>} />;
}

interface TypedProps {
  /** Content with the marks of evidence. */
  readonly content: string;
  readonly heading: VNode;
}

/** Content with what was typed; nothing where nothing was, or where it has no place of the value. */
export function WithTyped({ content, heading }: TypedProps) {
  const parts = partsOf(content, typed.value);
  if (!parts.some(({ isTyped }) => isTyped)) return null;
  return (
    <>
      {heading}
      <pre class="seen">
        {parts.map(({ text, isTyped }, index) =>
          isTyped ? <mark key={index}>{plainText(text)}</mark> : plainText(text),
        )}
      </pre>
    </>
  );
}

function partsOf(content: string, values: Readonly<Record<string, string>>) {
  const parts: { text: string; isTyped: boolean }[] = [];
  let end = 0;
  for (const { index, 0: mark, 1: secret, 2: encoding } of content.matchAll(MARK)) {
    const value = Object.hasOwn(values, secret) ? values[secret] : "";
    const shown = value === "" ? null : encodedAs(value, encoding ?? null);
    parts.push({ text: content.slice(end, index), isTyped: false });
    parts.push({ text: shown ?? mark, isTyped: shown !== null });
    end = index + mark.length;
  }
  return [...parts, { text: content.slice(end), isTyped: false }];
}
