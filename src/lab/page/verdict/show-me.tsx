/**
 * Values that the learner types to see a leak with them. They stay in the page's memory: the check ran with values of its
 * own, and what is shown is the same message with the typed one in its place.
 */
import { effect, signal } from "@preact/signals";
import type { FirmwareReport } from "../../../report/document.ts";
import type { LeakGroup } from "../../../report/leak-groups.ts";
import { plainText } from "../../../report/printable.ts";
import { leaksOf } from "../../../report/reported.ts";
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

/** Fields for the values, and what becomes of them. */
export function ShowMe({ report }: { readonly report: FirmwareReport }) {
  const open = leaksOf(report).filter(({ degree }) => degree === "clear" || degree === "encoded");
  if (open.length === 0) return null;
  return (
    <details class="show-me">
      <summary>{t("showMe.title")}</summary>
      <p class="quiet">{t("showMe.about")}</p>
      {unique(open.map(({ secret }) => secret)).map((secret) => (
        <label key={secret}>
          {secret}{" "}
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

/** The message of a leak with what was typed; nothing where nothing was, or where the value does not lie open. */
export function WithTyped({ leaks }: { readonly leaks: LeakGroup }) {
  const content = leaks.find(({ evidence }) => evidence?.content != null)?.evidence?.content ?? null;
  if (content === null) return null;
  const parts = partsOf(content, typed.value);
  if (!parts.some(({ isTyped }) => isTyped)) return null;
  return (
    <>
      <h5>{t("showMe.seen")}</h5>
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
