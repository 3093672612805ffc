/** A page that hands the lab's worker to a test. */
import LabWorker from "../../../src/lab/page/worker.ts?worker&inline";

Object.assign(globalThis, { LabWorker });
