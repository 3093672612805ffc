/** The page: what is the same everywhere, and the place that the address names. */
import { useEffect, useRef } from "preact/hooks";
import { Arrowheads } from "../../report/html/degree-key.tsx";
import { PageWordsContext } from "../../report/html/page-words.ts";
import { GamePlace } from "./game/game-place.tsx";
import { chooseLanguage, LANGUAGES, language, t } from "./language.ts";
import { LessonPage } from "./lesson/lesson-page.tsx";
import { LessonsPage } from "./lesson/lessons-page.tsx";
import { lessonOf, wordsOf } from "./lessons.ts";
import { OwnPage } from "./own/own-page.tsx";
import { reportWords } from "./report-words.ts";
import { type Route, route } from "./route.ts";
import { TeacherPage } from "./teacher/teacher-page.tsx";
import { isToolchainMissing, toolchain } from "./toolchain.ts";
import { followAnchors } from "./verdict/anchors.ts";

export function App() {
  const at = route.value;
  const title = titleOf(at);
  useEffect(() => {
    document.title = title === "" ? t("app.title") : `${title} · ${t("app.title")}`;
  }, [title, language.value]);
  const isFirst = useRef(true);
  useEffect(() => {
    // Whoever does not see the page hears that another place is there.
    if (!isFirst.current) document.getElementById("main")?.focus({ preventScroll: true });
    isFirst.current = false;
  }, [at]);
  useEffect(() => {
    document.addEventListener("click", followAnchors);
    return () => document.removeEventListener("click", followAnchors);
  }, []);
  return (
    <PageWordsContext.Provider value={reportWords()}>
      <Arrowheads />
      <a class="skip" href="#main">
        {t("app.skip")}
      </a>
      <Header at={at} />
      <main id="main" tabIndex={-1} key={`${at.page} ${"id" in at ? at.id : ""}`}>
        {isToolchainMissing() && <p class="note">{t("app.noToolchain")}</p>}
        <Place at={at} />
      </main>
      <footer>
        <p>{t("app.private")}</p>
        <p>{t("app.made", { version: toolchain()?.version ?? "–" })}</p>
      </footer>
    </PageWordsContext.Provider>
  );
}

function Header({ at: { page } }: { readonly at: Route }) {
  const current = (...pages: readonly Route["page"][]) => (pages.includes(page) ? "page" : undefined);
  return (
    <header class="bar">
      <a class="home-link" href="#/">
        <span class="brand">tightlip</span> {t("app.lab")}
      </a>
      <nav aria-label={t("app.nav")}>
        <a href="#/" aria-current={current("lessons", "lesson")}>
          {t("app.lessons")}
        </a>
        <a href="#/own" aria-current={current("own")}>
          {t("app.own")}
        </a>
        <a href="#/game" aria-current={current("game")}>
          {t("app.game")}
        </a>
        <a href="#/teacher" aria-current={current("teacher")}>
          {t("app.teacher")}
        </a>
      </nav>
      <label class="language">
        <span class="unseen">{t("app.language")}</span>
        <select value={language.value} onChange={({ currentTarget }) => chooseLanguage(currentTarget.value)}>
          {LANGUAGES.map(({ code, name }) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </header>
  );
}

function Place({ at }: { readonly at: Route }) {
  switch (at.page) {
    case "lessons":
      return <LessonsPage />;
    case "lesson": {
      const lesson = lessonOf(at.id);
      return lesson === null ? <p>{t("lesson.none")}</p> : <LessonPage lesson={lesson} />;
    }
    case "own":
      return <OwnPage shared={at.shared} />;
    case "game":
      return <GamePlace id={at.id} />;
    case "teacher":
      return <TeacherPage id={at.id} />;
  }
}

function titleOf(at: Route): string {
  switch (at.page) {
    case "lessons":
      return "";
    case "lesson": {
      const lesson = lessonOf(at.id);
      return lesson === null ? "" : (wordsOf(lesson)?.title ?? at.id);
    }
    case "own":
      return t("app.own");
    case "game":
      return t("app.game");
    case "teacher":
      return t("app.teacher");
  }
}
