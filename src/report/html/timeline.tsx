/** When things were sent in the first run, a lane an observer; leaks stand out. */
import type { Lane as LaneData, Moment, ReportedFinding, Timeline as TimelineData } from "../document.ts";
import { MOMENTS } from "../document.ts";
import { formatSeconds } from "../words.ts";

const TICKS = 4;
const LANE_HEIGHT = 22;
const MIN_RADIUS = 2.5;
const MAX_RADIUS = 6;

interface Props {
  readonly timeline: TimelineData;
  readonly findings: readonly ReportedFinding[];
}

export function Timeline({ timeline, findings }: Props) {
  const end = Math.max(1, timeline.endMicros);
  return (
    <figure class="timeline">
      <figcaption>
        When it was sent, in the first run. A bigger dot is more events; a red one is where a leak was found.
      </figcaption>
      {timeline.lanes.map((lane) => (
        <Lane key={lane.observer} lane={lane} findings={findings} />
      ))}
      <div class="ticks" aria-hidden="true">
        {Array.from({ length: TICKS + 1 }, (_, tick) => (
          <span key={tick}>{formatSeconds((end * tick) / TICKS)}</span>
        ))}
      </div>
    </figure>
  );
}

function Lane({ lane, findings }: Pick<Props, "findings"> & { readonly lane: LaneData }) {
  const { observer, events, moments } = lane;
  const leaks = findings.filter((finding) => finding.allowed === null && finding.observer === observer);
  const label = `${observer}: ${events} events, ${leaks.length} leaks`;
  return (
    <div class="lane">
      <span class="name" aria-hidden="true">
        {observer}
      </span>
      <svg role="img" aria-label={label} width="100%" height={LANE_HEIGHT}>
        <line x1="0" x2="100%" y1={LANE_HEIGHT / 2} y2={LANE_HEIGHT / 2} />
        {[...moments].sort(leaksLast).map((moment) => (
          <circle
            key={moment.place}
            cx={`${(1 + (98 * moment.place) / (MOMENTS - 1)).toFixed(2)}%`}
            cy={LANE_HEIGHT / 2}
            r={radius(moment)}
            class={moment.finding === null ? undefined : "leak"}
          >
            <title>{titleOf(moment, findings)}</title>
          </circle>
        ))}
      </svg>
    </div>
  );
}

/** In the order of time, leaks last, so that they are on top. */
function leaksLast(a: Moment, b: Moment): number {
  return Number(a.finding !== null) - Number(b.finding !== null) || a.place - b.place;
}

function radius({ events, finding }: Moment): string {
  const size = Math.min(MAX_RADIUS, MIN_RADIUS + Math.log2(events) / 2);
  return (finding === null ? size : Math.max(size, MAX_RADIUS - 1)).toFixed(1);
}

function titleOf(
  { atMicros, events, summary, finding }: Moment,
  findings: readonly ReportedFinding[],
): string {
  const when = formatSeconds(atMicros);
  if (finding !== null) {
    const { degree, secret, channel } = findings[finding];
    return `${when}: ${degree} ${secret} by ${channel}`;
  }
  return `${when}: ${summary ?? `${events} events`}`;
}
