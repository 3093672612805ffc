/** Workshop for own firmware: the one of this page, which the browser keeps. Its policy is one of its files. */
import { computed, effect, signal } from "@preact/signals";
import type { Policy } from "../../../judge/policy/policy.ts";
import { labClient } from "../lab-client.ts";
import { t } from "../language.ts";
import { LESSONS, withoutAnswers } from "../lessons.ts";
import type { Files } from "../protocol.ts";
import { stored } from "../stored.ts";
import { toolchain } from "../toolchain.ts";
import { Workshop } from "../workshop.ts";
import { policyOf } from "./policy-problems.ts";
import { POLICY_FILE, type Project, projectIn } from "./project.ts";

const STORED_AS = "tightlip-lab-own";
const STORED_ASIDE_AS = "tightlip-lab-own-set-aside";
const POLICY = '{\n  "for": "60s"\n}\n';

let made: Workshop | null = null;

/** Firmware that a link's firmware took the place of; null where none did. */
const setAside = signal(projectIn(stored(STORED_ASIDE_AS).value ?? ""));
export const hasSetAside = computed(() => setAside.value !== null);
effect(() => {
  const project = setAside.value;
  stored(STORED_ASIDE_AS).value = project === null ? null : JSON.stringify(project);
});

/** Opens what a link brought. The learner's own is set aside, and stays so when a further link is opened. */
export function openShared({ files, main }: Project): void {
  const workshop = ownWorkshop();
  setAside.value ??= { main: workshop.main.peek(), files: workshop.files.peek() };
  workshop.replace(files, main);
}

/** Brings back what was set aside, in the place of what a link brought. */
export function bringBack(): void {
  const project = setAside.peek();
  if (project === null) return;
  ownWorkshop().replace(project.files, project.main);
  setAside.value = null;
}

/** Makes what a link brought the learner's own. */
export function dropSetAside(): void {
  setAside.value = null;
}

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
