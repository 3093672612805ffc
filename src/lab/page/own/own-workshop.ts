/** Workshop for own firmware: the one of this page, which the browser keeps. Its policy is one of its files. */
import type { Policy } from "../../../judge/policy/policy.ts";
import { labClient } from "../lab-client.ts";
import { t } from "../language.ts";
import { LESSONS, withoutAnswers } from "../lessons.ts";
import type { Files } from "../protocol.ts";
import { stored } from "../stored.ts";
import { toolchain } from "../toolchain.ts";
import { Workshop } from "../workshop.ts";
import { policyOf } from "./policy-problems.ts";
import { POLICY_FILE, projectIn } from "./project.ts";

const STORED_AS = "tightlip-lab-own";
const POLICY = '{\n  "for": "60s"\n}\n';

let made: Workshop | null = null;

export function ownWorkshop(): Workshop {
  if (made !== null) return made;
  const kept = stored(STORED_AS);
  const { files, main } = projectIn(kept.value ?? "") ?? {
    main: "main.ts",
    files: { "main.ts": withoutAnswers(LESSONS[0].fixed), [POLICY_FILE]: POLICY },
  };
  const workshop = new Workshop(labClient, {
    files,
    main,
    name: t("own.appliance"),
    isOwn: true,
    beside: services,
    policy: policyIn,
    goal: null,
  });
  workshop.onChange((changed) => {
    kept.value = JSON.stringify({ main: workshop.main.value, files: changed });
  });
  made = workshop;
  return workshop;
}

/** Services of tightlip, such as the one by which a phone hands credentials over: firmware names them. */
function services(): Files {
  const files = Object.entries(toolchain()?.files ?? {});
  return Object.fromEntries(files.filter(([path]) => path.startsWith("services/")));
}

/** Throws what a person can read. */
function policyIn(files: Files): Policy {
  const text = files[POLICY_FILE];
  if (text === undefined) return {};
  try {
    return policyOf(text);
  } catch (error) {
    throw new Error(t("own.badPolicy", { file: POLICY_FILE, why: (error as Error).message }));
  }
}
