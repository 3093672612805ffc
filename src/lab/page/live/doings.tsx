/** Things that somebody can do in the home, now. */
import { useSignal } from "@preact/signals";
import { plainText } from "../../../report/printable.ts";
import { t } from "../language.ts";
import type { Life } from "./life.ts";

const OTHER_NETWORK = "Next door";
const POWER_GONE = "2s";
const LONG_PRESS = "2s";

export function Doings({ life }: { readonly life: Life }) {
  const isWifiGone = useSignal(false);
  const unplugged = useSignal<readonly string[]>([]);
  const isOver = life.ended.value !== null;
  return (
    <fieldset class="doings">
      <legend class="unseen">{t("live.doings")}</legend>
      <button
        type="button"
        disabled={isOver}
        onClick={() => void life.do(t("live.provision"), { do: "provision" })}
      >
        {t("live.provision")}
      </button>
      {life.buttons.value.map((button) => {
        const isOut = unplugged.value.includes(button);
        const what = plainText(button);
        return (
          <span class="doing-group" key={button}>
            <button
              type="button"
              disabled={isOver || isOut}
              onClick={() => void life.do(t("live.press", { what }), { do: "press", what: button })}
            >
              {t("live.press", { what })}
            </button>
            <button
              type="button"
              disabled={isOver || isOut}
              onClick={() =>
                void life.do(t("live.hold", { what }), { do: "press", what: button, for: LONG_PRESS })
              }
            >
              {t("live.hold", { what })}
            </button>
            <button
              type="button"
              disabled={isOver}
              onClick={() => {
                unplugged.value = isOut
                  ? unplugged.value.filter((one) => one !== button)
                  : [...unplugged.value, button];
                void life.do(t(isOut ? "live.plug" : "live.unplug", { what }), {
                  do: isOut ? "plug" : "unplug",
                  what: button,
                });
              }}
            >
              {t(isOut ? "live.plug" : "live.unplug", { what })}
            </button>
          </span>
        );
      })}
      <button
        type="button"
        disabled={isOver}
        onClick={() => void life.do(t("live.cutPower"), { do: "cutPower", for: POWER_GONE })}
      >
        {t("live.cutPower")}
      </button>
      <button
        type="button"
        disabled={isOver}
        onClick={() => {
          const wasGone = isWifiGone.value;
          isWifiGone.value = !wasGone;
          void life.do(t(wasGone ? "live.restoreWifi" : "live.loseWifi"), {
            do: wasGone ? "restoreWifi" : "loseWifi",
          });
        }}
      >
        {t(isWifiGone.value ? "live.restoreWifi" : "live.loseWifi")}
      </button>
      <button
        type="button"
        disabled={isOver}
        onClick={() =>
          void life.do(
            t("live.otherNetwork"),
            { do: "neighbour", ssid: OTHER_NETWORK },
            { do: "provision", ssid: OTHER_NETWORK },
          )
        }
      >
        {t("live.otherNetwork")}
      </button>
      <button
        type="button"
        disabled={isOver}
        onClick={() => void life.do(t("live.factoryReset"), { do: "factoryReset" })}
      >
        {t("live.factoryReset")}
      </button>
    </fieldset>
  );
}
