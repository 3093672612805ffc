/** A thread that judges an appliance it knows as plain data only, with the built program. */
import { parentPort, workerData } from "node:worker_threads";

const { dist, appliance, policy, request } = workerData;
const { livePolicy } = await import(`${dist}/subjects/policy-data.js`);
const { checkAppliance } = await import(`${dist}/tasks/check-appliance.js`);
parentPort.postMessage(checkAppliance(appliance, await livePolicy(policy), request));
