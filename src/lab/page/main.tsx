/** The lab's page: starts what is shown. */
import { render } from "preact";

render(<h1>tightlip lab</h1>, document.getElementById("lab")!);
