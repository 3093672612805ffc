/** The interception game: all rounds, one of them, or a recording of the player's. */
import { t } from "../language.ts";
import { OWN_RECORDING } from "../route.ts";
import { OwnRecording } from "./own-recording.tsx";
import { RoundPage } from "./round-page.tsx";
import { roundOf } from "./rounds.ts";
import { RoundsPage } from "./rounds-page.tsx";

/** `id` is a round, `own`, or null for all. */
export function GamePlace({ id }: { readonly id: string | null }) {
  if (id === null) return <RoundsPage />;
  if (id === OWN_RECORDING) return <OwnRecording />;
  const round = roundOf(id);
  return round === null ? <p>{t("game.none")}</p> : <RoundPage key={id} round={round} />;
}
