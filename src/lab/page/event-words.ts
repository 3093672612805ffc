/** Words for events, in the page's language. A kind that the catalogue does not know stays as it is. */
import { OWN_SERVICES } from "../../../sim/bus/bus.ts";
import { keyInImage } from "../../../sim/tape/tape.ts";
import type { EventHead, EventSight } from "../../report/document.ts";
import { inline } from "../../report/printable.ts";
import { MADE_NAME } from "../../report/veiled-events.ts";
import { known, t } from "./language.ts";
import { camelCase } from "./term-words.ts";

/** Sender unless that is the appliance, channel, kind, and the other side. */
export function headingWords({ from, channel, kind, to }: EventHead): string {
  const what = t("event.what", { channel: channelName(channel), kind: kindWords({ channel, kind }) });
  const sent = from === "device" ? what : t("event.from", { from: t(`sender.${camelCase(from)}`), what });
  return to === null ? sent : t("event.to", { what: sent, to: peerWords(to) });
}

/** A line about an event, without its content. */
export function sightWords({ sizeBytes, place, ...head }: EventSight): string {
  const what = headingWords(head);
  const sized =
    sizeBytes === 0 ? what : t("event.sized", { what, size: t("count.bytes", { count: sizeBytes }) });
  return place === null
    ? sized
    : t("event.place", { what: sized, place: `${inline(place.file)}:${place.line}` });
}

export function channelName(channel: EventHead["channel"]): string {
  return t(`channel.${channel}.name`);
}

function kindWords({ channel, kind }: Pick<EventHead, "channel" | "kind">): string {
  const key = keyInImage({ channel, kind });
  if (key !== null) return t("event.flash.image", { key: inline(key) });
  return known(`event.${channel}.${camelCase(kind)}`) ?? inline(kind);
}

/** The other side: a name that firmware or a server has, or one of ours. */
function peerWords(to: string): string {
  if (to === OWN_SERVICES) return t("event.ownServices");
  return to === MADE_NAME ? t("event.madeName") : inline(to);
}
