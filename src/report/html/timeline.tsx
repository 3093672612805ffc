/**
 * The first run over time: what happened to the device, and a lane for each observer. Ticks are what is sent; marks lead to
 * the leaks that they show, first or again. It is enlarged by choice and scrolled, without a script.
 */
import type { ComponentChildren } from "preact";
import type { Happening, Lane, Moment, ReportedFinding, Timeline as TimelineData } from "../document.ts";
import { MOMENTS } from "../document.ts";
import type { Card, Cards } from "./cards.ts";
import { type PageWords, usePageWords } from "./page-words.ts";

/** Labels of the axis at the largest zoom; at smaller ones every fourth, and every sixteenth. */
const TICKS = 128;
const LAST_PLACE = MOMENTS - 1;
const LANE_HEIGHT = 26;
/** Moments whose events one hover tells. */
const STRETCH = 10;
/** Leaks that have a link to their marks. */
const MAX_MARKED = 12;
const ZOOMS = [1, 4, 16] as const;

interface Props {
  readonly timeline: TimelineData;
  readonly findings: readonly ReportedFinding[];
  readonly cards: Cards;
  /** Makes the ids of its controls its own. */
  readonly anchor: string;
  /** The firmware's. */
  readonly name: string;
}

export function Timeline({ timeline, findings, cards, anchor, name }: Props) {
  const { endMicros, happenings, lanes } = timeline;
  const end = Math.max(1, endMicros);
  const words = usePageWords();
  const { timeline: own } = words;
  const marks = lanes.flatMap(({ moments }) => moments);
  return (
    <figure class="timeline" aria-labelledby={`${anchor}-timeline`}>
      <figcaption>
        <span id={`${anchor}-timeline`}>{own.title}</span> {own.ticks}
        {marks.some(({ first }) => first.length > 0) && ` ${own.disc}`}
        {marks.some(({ again }) => again.length > 0) && ` ${own.ring}`}
        {happenings.length > 0 && ` ${own.happening}`}
      </figcaption>
      {ZOOMS.map((zoom) => (
        <Zoom key={zoom} anchor={anchor} zoom={zoom} />
      ))}
      <Marked lanes={lanes} findings={findings} cards={cards} />
      <div class="stage">
        <section class="lanes" tabindex={0} aria-label={own.label(name)}>
          <div class="track">
            {happenings.length > 0 && (
              <LaneRow name={own.happens}>
                {happenings.map((happening, index) => (
                  <HappeningMark key={index} happening={happening} endMicros={end} />
                ))}
              </LaneRow>
            )}
            {lanes.map((lane) => (
              <ObserverLane
                key={lane.observer}
                lane={lane}
                findings={findings}
                cards={cards}
                endMicros={end}
              />
            ))}
            <div class="ticks" aria-hidden="true">
              {Array.from({ length: TICKS }, (_, tick) => (
                <span key={tick}>{words.seconds((end * tick) / TICKS)}</span>
              ))}
              <span class="end">{words.seconds(end)}</span>
            </div>
          </div>
        </section>
      </div>
      <Happenings happenings={happenings} />
    </figure>
  );
}

/** Links that bring the first mark of each leak into view, wherever the timeline is scrolled to. */
function Marked({ lanes, findings, cards }: Pick<TimelineData, "lanes"> & Pick<Props, "findings" | "cards">) {
  const { timeline } = usePageWords();
  const marks = new Map<Card, string>();
  for (const { moments } of lanes)
    for (const { first, place } of moments) {
      const leak = first.length === 0 ? undefined : findings[first[0]];
      const card = leak === undefined ? null : cards.of(leak);
      if (card !== null && !marks.has(card)) marks.set(card, markOf(card, leak!, place));
    }
  if (marks.size === 0) return null;
  const shown = [...marks].sort(([a], [b]) => a.number - b.number).slice(0, MAX_MARKED);
  return (
    <p class="marked">
      {timeline.scroll}
      {shown.map(([{ number }, mark]) => (
        <a key={mark} href={`#${mark}`}>
          {timeline.leak(number)}
        </a>
      ))}
    </p>
  );
}

function Zoom({ anchor, zoom }: { readonly anchor: string; readonly zoom: number }) {
  const id = `${anchor}-zoom-${zoom}`;
  const { timeline } = usePageWords();
  return (
    <>
      <input class={`zoom zoom-${zoom}`} type="radio" name={`${anchor}-zoom`} id={id} checked={zoom === 1} />
      <label for={id}>{zoom === 1 ? timeline.whole : timeline.wide(zoom)}</label>
    </>
  );
}

interface LaneRowProps {
  readonly name: string;
  /** More about it, for those who do not see the marks. */
  readonly about?: string;
  readonly children: ComponentChildren;
}

function LaneRow({ name, about, children }: LaneRowProps) {
  return (
    <div class="lane">
      <span class="name">
        {name}
        {about !== undefined && <span class="unseen">: {about}</span>}
      </span>
      <div class="marks">{children}</div>
    </div>
  );
}

interface LaneProps extends Pick<Props, "findings" | "cards"> {
  readonly lane: Lane;
  readonly endMicros: number;
}

function ObserverLane({ lane, findings, cards, endMicros }: LaneProps) {
  const { observer, events, moments } = lane;
  const leaking = moments.filter(({ first, again }) => first.length + again.length > 0);
  const words = usePageWords();
  return (
    <LaneRow name={words.observer(observer).name} about={words.timeline.lane(events, leaking.length)}>
      <svg
        viewBox={`0 0 ${LAST_PLACE} ${LANE_HEIGHT}`}
        preserveAspectRatio="none"
        width="100%"
        height={LANE_HEIGHT}
        aria-hidden="true"
      >
        <path class="base" d={`M0 ${LANE_HEIGHT - 1}H${LAST_PLACE}`} />
        <path class="sent" d={moments.map(tick).join("")} />
        {stretches(moments).map((stretch) => (
          <rect key={stretch.from} x={stretch.from} y="0" width={STRETCH} height={LANE_HEIGHT}>
            <title>{stretchText(stretch, endMicros, words)}</title>
          </rect>
        ))}
      </svg>
      {leaking.map((moment) => (
        <LeakMark key={moment.place} moment={moment} findings={findings} cards={cards} />
      ))}
    </LaneRow>
  );
}

interface LeakMarkProps extends Pick<Props, "findings" | "cards"> {
  readonly moment: Moment;
}

/** Only where something shows for the first time is a stop of the Tab key: the others lead to the same places. */
function LeakMark({ moment: { place, atMicros, first, again }, findings, cards }: LeakMarkProps) {
  const isFirst = first.length > 0;
  const leak = findings[first[0] ?? again[0]];
  const card = cards.of(leak);
  const told = [...first, ...again].map((index) => findings[index]);
  const words = usePageWords();
  const secrets = words.list([...new Set(told.map(({ secret }) => secret))]);
  const text = words.timeline.at(
    words.seconds(atMicros),
    words.timeline.mark(
      secrets,
      words.observer(leak.observer).name,
      words.degree(leak.degree).word,
      leak.channel,
      isFirst,
    ),
  );
  const style = `--at: ${percent(place / LAST_PLACE)}`;
  const sort = `mark ${leak.degree}${isFirst ? "" : " again"}`;
  if (card === null)
    return (
      <span class={sort} style={style}>
        <span class="tip">{text}</span>
      </span>
    );
  return (
    <a
      class={sort}
      style={style}
      id={isFirst ? markOf(card, leak, place) : undefined}
      href={`#${card.anchor}`}
      tabindex={isFirst ? undefined : -1}
    >
      <span class="tip">{text}</span>
    </a>
  );
}

/** The anchor of the mark at which a leak shows first. */
function markOf({ anchor }: Card, { observer }: ReportedFinding, place: number): string {
  return `${anchor}-${observer}-${place}`;
}

function HappeningMark({ happening, endMicros }: { happening: Happening; endMicros: number }) {
  const { kind, atMicros } = happening;
  const words = usePageWords();
  return (
    <span class={`happening ${kind}`} style={`--at: ${percent(atMicros / endMicros)}`} aria-hidden="true">
      <span class="tip">{happeningText(happening, words)}</span>
    </span>
  );
}

/** The same in words, for those who cannot hover. */
function Happenings({ happenings }: { readonly happenings: readonly Happening[] }) {
  const words = usePageWords();
  if (happenings.length === 0) return null;
  return (
    <details>
      <summary>{words.timeline.inWords}</summary>
      <ol class="happenings">
        {happenings.map((happening, index) => (
          <li key={index}>{happeningText(happening, words)}</li>
        ))}
      </ol>
    </details>
  );
}

function happeningText(happening: Happening, words: PageWords): string {
  const text =
    happening.kind === "crash"
      ? words.timeline.crash(words.sight(happening.event))
      : words.steps([happening.step]);
  return words.timeline.at(words.seconds(happening.atMicros), text);
}

function tick({ place, events }: Moment): string {
  const height = Math.min(LANE_HEIGHT - 6, 5 + 3 * Math.log2(events));
  return `M${place} ${LANE_HEIGHT - 1}v${-Math.round(height)}`;
}

interface Stretch {
  readonly from: number;
  readonly moments: readonly Moment[];
}

/** Moments side by side, as one hover tells them. */
function stretches(moments: readonly Moment[]): Stretch[] {
  const found = new Map<number, Moment[]>();
  for (const moment of moments) {
    const from = Math.floor(moment.place / STRETCH) * STRETCH;
    const there = found.get(from);
    if (there === undefined) found.set(from, [moment]);
    else there.push(moment);
  }
  return [...found].map(([from, there]) => ({ from, moments: there }));
}

function stretchText({ from, moments }: Stretch, endMicros: number, words: PageWords): string {
  const events = moments.reduce((sum, moment) => sum + moment.events, 0);
  const [{ atMicros, event }] = moments;
  if (moments.length === 1)
    return words.timeline.at(
      words.seconds(atMicros),
      event === null ? words.events(events) : words.sight(event),
    );
  const at = (place: number) => words.seconds((endMicros * place) / LAST_PLACE);
  return words.timeline.between(at(from), at(from + STRETCH), words.events(events));
}

function percent(share: number): string {
  return `${(100 * Math.min(1, share)).toFixed(2)}%`;
}
