/** The lab's page: starts what is shown. */
import { render } from "preact";
import { STYLE } from "../../report/html/style.ts";
import { App } from "./app.tsx";
import { keepForOffline } from "./offline.ts";
import "./style/page.css";
import "./style/lesson.css";
import "./style/live.css";
import "./style/game.css";
import "./style/print.css";

// A sheet that a script makes needs no leave from the content policy; as a layer it yields to the lab's own style.
const report = new CSSStyleSheet();
report.replaceSync(`@layer report { ${STYLE} }`);
document.adoptedStyleSheets = [report];

render(<App />, document.getElementById("lab")!);
keepForOffline();
