/** Words of the report's parts, in the page's language. */
import { tellsValue } from "../../judge/policy/degree.ts";
import type { Bits } from "../../judge/verdict/finding.ts";
import type { PageWords } from "../../report/html/page-words.ts";
import { findRule, type Rule } from "../../report/rules.ts";
import { valuesToldApart } from "../../report/size-words.ts";
import { channelName, headingWords, sightWords } from "./event-words.ts";
import { language, list, t } from "./language.ts";
import { noteLines } from "./note-words.ts";
import { stepWords } from "./step-words.ts";
import { camelCase, degree, observer, seconds } from "./term-words.ts";

export function reportWords(): PageWords {
  return {
    observer,
    degree,
    rule: (id) => ({ meaning: textsOf(findRule(id)!, "meaning") }),
    remedy: (leak) => (leak.degree === "released" ? t("degree.released.remedy") : textsOf(leak, "remedy")),
    list,
    seconds,
    steps: stepWords,
    sight: sightWords,
    heading: headingWords,
    notes: noteLines,
    events: (count) => t("count.events", { count }),
    bytes: (count) => t("count.bytes", { count }),
    matrix: {
      label: t("matrix.label"),
      credential: t("matrix.credential"),
      notUsed: t("matrix.notUsed"),
      to: (secret, column) => t("matrix.to", { secret, column }),
      cell: { nothing: t("matrix.nothing"), unused: "–", allowed: t("matrix.allowed") },
    },
    home: {
      appliance: t("home.appliance"),
      phone: t("home.phone"),
      accessPoint: t("home.accessPoint"),
      credentials: (count) => t("home.credentials", { count }),
      learns: (observer, what) => t("home.learns", { observer, what }),
      nothing: t("home.nothing"),
      allowed: t("home.allowed"),
      text: (learns) => t("home.text", { learns: learns.join(t("clauseGap")) }),
    },
    key: {
      label: t("key.label"),
      allowed: t("matrix.allowed"),
      it: t("key.it"),
      one: t("key.one"),
      eyes: t("key.eyes"),
    },
    observers: {
      summary: t("observers.summary"),
      nothing: t("observers.nothing"),
      allowed: (releases, secrets) => t("observers.allowed", { releases, secrets }),
    },
    leak: {
      showing,
      note: (text) => t("leak.note", { text }),
      when: (steps) => t("leak.when", { steps }),
      inTheOpen: t("leak.inTheOpen"),
      inside: (library) => t("leak.inside", { library }),
      redLine: t("leak.redLine"),
      marked: t("leak.marked"),
      inBody: t("leak.inBody"),
      calls: t("leak.calls"),
      seen: (observer) => t("leak.seen", { observer }),
      inAll: (sizeBytes) => t("leak.inAll", { sizeBytes }),
      again: {
        found: (times, when) => t("leak.found", { times, when }),
        told: (times, when) => t("leak.told", { times, when }),
        sent: (times, when) => t("leak.sent", { times, when }),
      },
      at: (times) => t("leak.at", { times: times.join(t("listGap")) }),
      more: (times) => t("leak.more", { times }),
      remedy: t("leak.remedy"),
    },
    twins: {
      title: (secret) => t("twins.title", { secret }),
      about: (observer, pair) => t("twins.about", { observer, pair: t(`twins.pairs.${camelCase(pair)}`) }),
      and: t("twins.and"),
      masks: t("twins.masks"),
      hidden: t("twins.hidden"),
      left: t("twins.left"),
      parts: t("twins.parts"),
      one: t("twins.one"),
      other: t("twins.other"),
      first: t("twins.first"),
      nothing: t("twins.nothing"),
      line: (line) => t("twins.line", { line }),
      file: (file, line) => t("twins.file", { file, line }),
      computed: (micros) => t("twins.computed", { micros: micros.toLocaleString(language.value) }),
    },
    timeline: {
      title: t("timeline.title"),
      ticks: t("timeline.ticks"),
      disc: t("timeline.disc"),
      ring: t("timeline.ring"),
      happening: t("timeline.happening"),
      label: (name) => t("timeline.label", { name }),
      happens: t("timeline.happens"),
      whole: t("timeline.whole"),
      wide: (times) => t("timeline.wide", { times }),
      scroll: t("timeline.scroll"),
      leak: (number) => t("timeline.leak", { number }),
      lane: (events, leaking) =>
        leaking > 0
          ? t("timeline.lane", { events: t("count.events", { count: events }), leaking })
          : t("count.events", { count: events }),
      mark: (secrets, observer, degree, channel, isFirst) =>
        t(isFirst ? "timeline.mark" : "timeline.markAgain", {
          secrets,
          observer,
          degree,
          channel: channelName(channel),
        }),
      at: (time, text) => t("timeline.at", { time, text }),
      between: (from, to, text) => t("timeline.between", { from, to, text }),
      crash: (text) => t("timeline.crash", { text }),
      inWords: t("timeline.inWords"),
    },
  };
}

/** Sentences about a degree and about a channel. */
function textsOf({ degree, channel }: Pick<Rule, "degree" | "channel">, what: "meaning" | "remedy"): string {
  return [t(`degree.${degree}.${what}`), t(`channel.${channel}.${what}`)].join(t("sentenceGap"));
}

const showing: PageWords["leak"]["showing"] = (finding, since, observers = [finding.observer]) => {
  const { degree: told, channel, chain, from, how, atMicros, circumstances } = finding;
  const layers = [channelName(channel), ...(chain.length > 0 ? [chain.join(" > ")] : [])];
  const isOpen = tellsValue(told);
  const parts = [
    t("showing.learns", {
      who: list(observers.map((name) => observer(name).name)),
      what: degree(told).gist(t("key.it")),
    }),
    ...amount(finding),
    ...(since === null ? [] : [t("showing.when", { time: seconds(atMicros) })]),
    t(isOpen ? "showing.manner" : "showing.mannerOf", {
      layers: layers.join(t("listGap")),
      how: t(`how.${camelCase(how)}`),
    }),
    ...(from === "device" ? [] : [t("showing.from", { from: t(`sender.${camelCase(from)}`) })]),
    ...circumstances.map((one) => t(`circumstance.${one}`)),
  ];
  return t("showing.sentence", { parts: parts.join(t("partGap")) });
};

/** Size of what is learned, where it was measured. */
function amount({ bits, degree, share }: Parameters<PageWords["leak"]["showing"]>[0]): string[] {
  const isOpen = tellsValue(degree);
  const part = isOpen && share < 1 ? [t("size.share", { percent: Math.round(share * 100) })] : [];
  if (bits === null) return part;
  if (!isOpen) return [t("size.with", { values: valuesText(bits), bits: bitsText(bits) })];
  return [t("size.with", { values: part[0] ?? t("size.all"), bits: bitsText(bits) })];
}

function valuesText(bits: Bits): string {
  const { least, most } = valuesToldApart(bits);
  if (most === 0) return t("size.none");
  if (most === null) return least > 0 ? t("size.atLeast", { least }) : t("size.some");
  if (least === 0) return t("size.atMost", { most });
  return least === most ? t("size.exactly", { least }) : t("size.between", { least, most });
}

function bitsText({ low, high }: Bits): string {
  if (low !== high) return t("size.bitsBetween", { low, high });
  return t("size.bits", { count: high < 10 ? high : Math.round(high) });
}
