/** Own firmware: what somebody pastes, opens or gets by a link, judged like everything else. */
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { inline } from "../../../report/printable.ts";
import { CheckBar } from "../check-bar.tsx";
import { Editor } from "../editor/editor.tsx";
import type { Mark } from "../editor/marks.ts";
import { saveFile } from "../file.ts";
import { FileButton } from "../file-button.tsx";
import { list, t } from "../language.ts";
import { Live } from "../live/live.tsx";
import { Findings } from "../verdict/findings.tsx";
import { marksOf } from "../verdict/marks-of.ts";
import { Objections } from "../verdict/objections.tsx";
import { VerdictHead } from "../verdict/verdict-head.tsx";
import { canPickFolder, foundIn, pickedFolder, projectOf } from "./open-files.ts";
import { bringBack, dropSetAside, hasSetAside, openShared, ownWorkshop } from "./own-workshop.ts";
import { MAX_LINK_CHARACTERS, sharedProject, shareLink } from "./share.ts";
import { Tabs } from "./tabs.tsx";

const NO_MARKS: readonly Mark[] = [];

export function OwnPage({ shared }: { readonly shared: string | null }) {
  const workshop = ownWorkshop();
  const state = workshop.state.value;
  const answer = state.kind === "done" ? state.answer : null;
  const marks = useMemo(() => (answer === null ? NO_MARKS : marksOf(answer)), [answer]);
  return (
    <article class="own-page">
      <h1>{t("own.title")}</h1>
      <p class="lead">{t("own.lead")}</p>
      {shared !== null && <Shared shared={shared} />}
      {hasSetAside.value && <SetAside />}
      <Opening />
      <Tabs workshop={workshop} />
      <Editor workshop={workshop} marks={marks} id="own-editor" />
      <CheckBar workshop={workshop}>
        <Sharing />
      </CheckBar>
      {answer?.report.kind === "unbuilt" && <Objections report={answer.report} workshop={workshop} />}
      {answer?.report.kind === "firmware" && (
        <section class="outcome" aria-labelledby="outcome">
          <h2 id="outcome">{t("verdict.title")}</h2>
          <VerdictHead report={answer.report} />
          <Findings report={answer.report} workshop={workshop} />
          <p class="actions">
            <button type="button" onClick={() => saveFile("tightlip-report.json", answer.json)}>
              {t("own.saveReport")}
            </button>
          </p>
        </section>
      )}
      <Live workshop={workshop} />
    </article>
  );
}

/** A link's project is opened only by the person, as it takes the place of what is there. */
function Shared({ shared }: { readonly shared: string }) {
  const project = useMemo(() => sharedProject(shared), [shared]);
  if (project === null) return <p class="note">{t("own.badLink")}</p>;
  const names = Object.keys(project.files);
  return (
    <section class="card shared" aria-labelledby="shared">
      <h2 id="shared">{t("own.shared")}</h2>
      <p>{t("own.sharedFiles", { files: list(names.map(inline)) })}</p>
      <p class="actions">
        <button
          type="button"
          class="main"
          onClick={() => {
            openShared(project);
            location.hash = "#/own";
          }}
        >
          {t("own.openShared")}
        </button>
        <a class="button" href="#/own">
          {t("own.keepOwn")}
        </a>
      </p>
    </section>
  );
}

/** The way back from a link's firmware to what was there before. */
function SetAside() {
  return (
    <section class="card shared" aria-label={t("own.fromLink")}>
      <p>{t("own.fromLink")}</p>
      <p class="actions">
        <button type="button" onClick={bringBack}>
          {t("own.bringBack")}
        </button>
        <button
          type="button"
          onClick={() => {
            if (confirm(t("own.reallyDrop"))) dropSetAside();
          }}
        >
          {t("own.dropSetAside")}
        </button>
      </p>
    </section>
  );
}

function Opening() {
  const said = useSignal("");
  const take = async (found: ReturnType<typeof foundIn> | null) => {
    if (found === null) return;
    const project = await projectOf(found);
    if (project !== null) ownWorkshop().replace(project.files, project.main);
    said.value =
      project === null ? t("own.notOpened") : t("own.opened", { count: Object.keys(project.files).length });
  };
  return (
    <div class="opening">
      <p class="actions">
        <FileButton text={t("own.openFiles")} onPick={(files) => void take(foundIn(files))} />
        {canPickFolder() ? (
          <button
            type="button"
            onClick={() => {
              void pickedFolder().then(take, () => {
                said.value = t("own.notOpened");
              });
            }}
          >
            {t("own.openFolder")}
          </button>
        ) : (
          <FileButton text={t("own.openFolder")} isFolder onPick={(files) => void take(foundIn(files))} />
        )}
      </p>
      <p role="status" class="quiet">
        {said}
      </p>
    </div>
  );
}

function Sharing() {
  const said = useSignal("");
  const link = useSignal("");
  const share = async () => {
    const workshop = ownWorkshop();
    const made = shareLink({ main: workshop.main.peek(), files: workshop.files.peek() });
    link.value = made ?? "";
    if (made === null) {
      said.value = t("own.tooLong", { max: MAX_LINK_CHARACTERS });
      return;
    }
    try {
      await navigator.clipboard.writeText(made);
      said.value = t("own.copied", { length: made.length });
    } catch {
      said.value = t("own.copyIt", { length: made.length });
    }
  };
  return (
    <>
      <button type="button" onClick={() => void share()}>
        {t("own.share")}
      </button>
      <span class="sharing" role="status">
        {said}
        {link.value !== "" && (
          <input
            type="text"
            readOnly
            aria-label={t("own.link")}
            value={link.value}
            onFocus={({ currentTarget }) => currentTarget.select()}
          />
        )}
      </span>
    </>
  );
}
