/** The home's picture at the cursor, with what just travels drawn on its way. */
import { useComputed } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { OBSERVERS, type Observer } from "../../../../sim/tape/tape.ts";
import type { FirmwareReport } from "../../../report/document.ts";
import type { Cards } from "../../../report/html/cards.ts";
import { HomeScene, pictureText, type Seeing } from "../../../report/html/home.tsx";
import { Matrix } from "../../../report/html/matrix.tsx";
import { usePageWords } from "../../../report/html/page-words.ts";
import { worstOf } from "../../../report/matrix.ts";
import { leaksOf, secretsOf } from "../../../report/reported.ts";
import { list, t } from "../language.ts";
import type { LiveEvent } from "../protocol.ts";
import { observer as observerWords } from "../term-words.ts";
import type { Life } from "./life.ts";

interface Props {
  readonly life: Life;
  readonly report: FirmwareReport;
  readonly cards: Cards;
}

/** Something on its way to an observer. */
interface Packet {
  readonly id: number;
  readonly observer: Observer;
  readonly sizeBytes: number;
  readonly hasSecret: boolean;
}

/** Packets that are drawn at once on one way, and how long each is. */
const MAX_PACKETS = 5;
const PACKET_MILLIS = 900;

export function LivePicture({ life, report, cards }: Props) {
  const words = usePageWords();
  const seen = life.seen.value;
  const known = useComputed(() => knownBy(life.seen.value));
  const seeing = seeingOf(known.value, report);
  const packets = usePackets(seen, life.isPlaying.value);
  return (
    <>
      <HomeScene
        seeing={seeing}
        label={pictureText(seeing, words)}
        inside={words.home.credentials(secretsOf(report).length)}
        onWays={(pathTo) =>
          packets.map(({ id, observer, sizeBytes, hasSecret }) => (
            <circle
              key={id}
              class={`packet${hasSecret ? " secret" : ""}`}
              r={radiusOf(sizeBytes)}
              style={{ offsetPath: `path("${joined(pathTo(observer))}")` }}
            />
          ))
        }
      />
      <div role="log" aria-label={t("live.learned")}>
        <ul class="learned">
          {OBSERVERS.flatMap((observer) => {
            const own = known.value.get(observer);
            if (own === undefined) return [];
            const isAllowed = own.leaked.size === 0;
            return [
              <li key={observer} class={isAllowed ? "allowed" : undefined}>
                {t(isAllowed ? "live.gotAllowed" : "live.got", {
                  observer: observerWords(observer).name,
                  secrets: list([...(isAllowed ? own.allowed : own.leaked)]),
                })}
              </li>,
            ];
          })}
        </ul>
      </div>
      <Matrix result={seenSoFar(report, known.value)} cards={cards} />
    </>
  );
}

/** Names of secrets of which an observer has got something. */
interface Known {
  readonly leaked: ReadonlySet<string>;
  readonly allowed: ReadonlySet<string>;
}

/** Sights of each observer, in the order of the events. */
function knownBy(events: readonly LiveEvent[]): ReadonlyMap<Observer, Known> {
  const known = new Map<Observer, { leaked: Set<string>; allowed: Set<string> }>();
  for (const { observers, secrets, allowed } of events) {
    if (secrets.length + allowed.length === 0) continue;
    for (const observer of observers) {
      const own = known.get(observer) ?? { leaked: new Set(), allowed: new Set() };
      known.set(observer, own);
      for (const secret of secrets) own.leaked.add(secret);
      for (const secret of allowed) own.allowed.add(secret);
    }
  }
  return known;
}

/** The report with those findings only that have shown in this home. */
function seenSoFar(report: FirmwareReport, known: ReadonlyMap<Observer, Known>): FirmwareReport {
  const findings = report.verdict.findings.filter(({ observer, secret, allowed }) => {
    const own = known.get(observer);
    return (allowed === null ? own?.leaked : own?.allowed)?.has(secret) === true;
  });
  return { ...report, verdict: { ...report.verdict, findings } };
}

/** By how much, as the verdict found it. */
function seeingOf(known: ReadonlyMap<Observer, Known>, report: FirmwareReport): Seeing[] {
  return [...known].map(([observer, { leaked }]) => {
    const leaks = leaksOf(report).filter((leak) => leak.observer === observer && leaked.has(leak.secret));
    return { observer, degree: worstOf(leaks) ?? "released" };
  });
}

/** Packets of the events that came since the last look; each goes when it has arrived. */
function usePackets(seen: readonly LiveEvent[], isPlaying: boolean): readonly Packet[] {
  const [packets, setPackets] = useState<readonly Packet[]>([]);
  const looked = useRef({ events: 0, id: 0 });
  useEffect(() => {
    const { current } = looked;
    const news = seen.slice(Math.min(current.events, seen.length));
    current.events = seen.length;
    if (news.length === 0) return;
    const made = OBSERVERS.flatMap((observer): Packet[] => {
      const own = news.filter(({ observers }) => observers.includes(observer)).slice(-MAX_PACKETS);
      return own.map(({ sizeBytes, secrets }) => {
        current.id++;
        return { id: current.id, observer, sizeBytes, hasSecret: secrets.length > 0 };
      });
    });
    setPackets((before) => [...before, ...made].slice(-MAX_PACKETS * OBSERVERS.length));
    const ids = new Set(made.map(({ id }) => id));
    setTimeout(() => setPackets((before) => before.filter(({ id }) => !ids.has(id))), PACKET_MILLIS);
  }, [seen, isPlaying]);
  return packets;
}

/** Bytes as a disc: it grows with their number, but never as fast. */
function radiusOf(sizeBytes: number): number {
  return Math.min(11, 4 + Math.log2(1 + sizeBytes / 16));
}

/** A way of several parts as one, so that nothing jumps. */
function joined(path: string): string {
  return path.replace(/(?!^)M/g, "L");
}
