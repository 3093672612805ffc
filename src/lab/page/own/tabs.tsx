/** Tabs for the files of a project: to open, add, rename and remove them, and to say which is the entry. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { inline } from "../../../report/printable.ts";
import { t } from "../language.ts";
import type { Workshop } from "../workshop.ts";
import { isFileName, MAX_FILES, POLICY_FILE } from "./project.ts";

export function Tabs({ workshop }: { readonly workshop: Workshop }) {
  const tabs = useRef<HTMLDivElement>(null);
  const names = Object.keys(workshop.files.value);
  const open = workshop.open.value;
  const move = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = names[(names.indexOf(open) + by + names.length) % names.length];
    workshop.open.value = next;
    tabs.current?.querySelectorAll("button")[names.indexOf(next)]?.focus();
  };
  return (
    <div class="files">
      <div class="tabs" role="tablist" aria-label={t("own.files")} ref={tabs}>
        {names.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={name === open}
            aria-controls="own-editor"
            tabIndex={name === open ? 0 : -1}
            onClick={() => {
              workshop.open.value = name;
            }}
            onKeyDown={move}
          >
            {inline(name)}
            {name === workshop.main.value && <span class="entry-mark"> ({t("own.entry")})</span>}
          </button>
        ))}
      </div>
      <Changes workshop={workshop} />
    </div>
  );
}

function Changes({ workshop }: { readonly workshop: Workshop }) {
  const said = useSignal("");
  const open = workshop.open.value;
  const main = workshop.main.value;
  const count = Object.keys(workshop.files.value).length;
  /** A name that is free; null where there is none, which is said. */
  const nameFrom = (before: string) => {
    const name = prompt(t("own.name"), before)?.trim();
    if (name === undefined || name === before) return null;
    const isFree = isFileName(name) && !workshop.has(name);
    said.value = isFree ? "" : t("own.badName", { name: inline(name.slice(0, 100)) });
    return isFree ? name : null;
  };
  return (
    <p class="actions">
      <button
        type="button"
        disabled={count >= MAX_FILES}
        onClick={() => {
          const name = nameFrom(workshop.has(POLICY_FILE) ? "" : POLICY_FILE);
          if (name === null) return;
          workshop.write(name, name.endsWith(".json") ? "{}\n" : "");
          workshop.open.value = name;
        }}
      >
        {t("own.add")}
      </button>
      <button
        type="button"
        onClick={() => {
          const name = nameFrom(open);
          if (name !== null) workshop.rename(open, name);
        }}
      >
        {t("own.rename")}
      </button>
      <button
        type="button"
        disabled={open === main}
        onClick={() => {
          if (confirm(t("own.reallyRemove", { name: inline(open) }))) workshop.remove(open);
        }}
      >
        {t("own.remove")}
      </button>
      {open !== main && open.endsWith(".ts") && (
        <button
          type="button"
          onClick={() => {
            workshop.main.value = open;
          }}
        >
          {t("own.makeEntry")}
        </button>
      )}
      <span role="status">{said}</span>
    </p>
  );
}
