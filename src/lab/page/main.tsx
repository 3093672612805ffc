/** The lab's page: starts what is shown. */
import { render } from "preact";
import LabWorker from "./worker.ts?worker&inline";

Object.assign(globalThis, { LabWorker });
render(<h1>tightlip lab</h1>, document.getElementById("lab")!);
