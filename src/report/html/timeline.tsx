/** When things were sent in the first run, a lane an observer; leaks stand out. */
import { OBSERVERS, type Observer, type TapeEvent } from "../../../sim/tape/tape.ts";
import type { Finding } from "../../judge/verdict/finding.ts";
import type { EvidenceRoom } from "../evidence.ts";
import { leaksOf, type Reported } from "../report.ts";
import { formatSeconds } from "../words.ts";

/** Places on a lane; events that fall on one are a dot. */
const PLACES = 150;
const TICKS = 4;
const LANE_HEIGHT = 22;
const MIN_RADIUS = 2.5;
const MAX_RADIUS = 6;

interface Dot {
  readonly place: number;
  readonly count: number;
  readonly leak: Finding | null;
  readonly first: TapeEvent;
}

interface Props {
  readonly result: Reported;
  readonly room: EvidenceRoom;
}

export function Timeline({ result, room }: Props) {
  const end = Math.max(1, room.endMicros);
  return (
    <figure class="timeline">
      <figcaption>
        When it was sent, in the first run. A bigger dot is more events; a red one is where a leak was found.
      </figcaption>
      {OBSERVERS.map((observer) => (
        <Lane key={observer} observer={observer} result={result} room={room} end={end} />
      ))}
      <div class="ticks" aria-hidden="true">
        {Array.from({ length: TICKS + 1 }, (_, tick) => (
          <span key={tick}>{formatSeconds((end * tick) / TICKS)}</span>
        ))}
      </div>
    </figure>
  );
}

function Lane({
  observer,
  result,
  room,
  end,
}: Props & { readonly observer: Observer; readonly end: number }) {
  const events = room.events.filter(({ observers }) => observers.includes(observer));
  const leaks = leaksOf(result).filter((leak) => leak.observer === observer);
  const dots = dotsOf(events, leaks, room, end);
  const told = `${observer}: ${events.length} events, ${leaks.length} leaks`;
  return (
    <div class="lane">
      <span class="name" aria-hidden="true">
        {observer}
      </span>
      <svg role="img" aria-label={told} width="100%" height={LANE_HEIGHT}>
        <line x1="0" x2="100%" y1={LANE_HEIGHT / 2} y2={LANE_HEIGHT / 2} />
        {dots.map((dot) => (
          <circle
            key={dot.place}
            cx={`${(1 + (98 * dot.place) / (PLACES - 1)).toFixed(2)}%`}
            cy={LANE_HEIGHT / 2}
            r={radius(dot)}
            class={dot.leak === null ? undefined : "leak"}
          >
            <title>{titleOf(dot, room)}</title>
          </circle>
        ))}
      </svg>
    </div>
  );
}

/** In the order of time, leaks last, so that they are on top. */
function dotsOf(
  events: readonly TapeEvent[],
  leaks: readonly Finding[],
  room: EvidenceRoom,
  end: number,
): Dot[] {
  const dots = new Map<number, Dot>();
  for (const event of events) {
    const place = Math.round((event.atMicros / end) * (PLACES - 1));
    const dot = dots.get(place);
    const leak = dot?.leak ?? leaks.find((candidate) => room.isBehind(event, candidate)) ?? null;
    dots.set(place, { place, count: (dot?.count ?? 0) + 1, leak, first: dot?.first ?? event });
  }
  return [...dots.values()].sort(
    (a, b) => Number(a.leak !== null) - Number(b.leak !== null) || a.place - b.place,
  );
}

function radius({ count, leak }: Dot): string {
  const size = Math.min(MAX_RADIUS, MIN_RADIUS + Math.log2(count) / 2);
  return (leak === null ? size : Math.max(size, MAX_RADIUS - 1)).toFixed(1);
}

function titleOf({ count, leak, first }: Dot, room: EvidenceRoom): string {
  const when = formatSeconds(first.atMicros);
  if (leak !== null) return `${when}: ${leak.degree} ${leak.secret} by ${leak.channel}`;
  return count === 1 ? `${when}: ${room.summary(first)}` : `${when}: ${count} events`;
}
