/** The home as a picture: the appliance, everyone who could learn something from it, and an arrow to whoever does. */
import type { ComponentChildren } from "preact";
import { OBSERVERS, type Observer } from "../../../sim/tape/tape.ts";
import type { Degree } from "../../judge/policy/degree.ts";
import type { Reported } from "../document.ts";
import { worstOf } from "../matrix.ts";
import { findingsOf, secretsOf } from "../reported.ts";
import { Flow } from "./degree-key.tsx";
import { type PageWords, usePageWords } from "./page-words.ts";

interface Spot {
  readonly x: number;
  readonly y: number;
  /** The way of what the observer gets. */
  readonly path: string;
}

interface Layout {
  readonly name: "wide" | "tall";
  readonly width: number;
  readonly height: number;
  readonly house: string;
  readonly appliance: { readonly x: number; readonly y: number };
  readonly phone: { readonly x: number; readonly y: number };
  readonly accessPoint: { readonly x: number; readonly y: number };
  readonly spots: Readonly<Record<Observer, Spot>>;
}

/** For screens and paper. */
const WIDE: Layout = {
  name: "wide",
  width: 960,
  height: 400,
  house: "M215 152L455 32L695 152M242 139V384H668V139",
  appliance: { x: 455, y: 262 },
  phone: { x: 362, y: 160 },
  accessPoint: { x: 590, y: 176 },
  spots: {
    endpoint: { x: 858, y: 66, path: "M518 240L566 198M634 154L808 82" },
    network: { x: 770, y: 186, path: "M706 126L742 164" },
    air: { x: 858, y: 304, path: "M520 268L808 300" },
    bus: { x: 590, y: 326, path: "M510 294L556 314" },
    cable: { x: 96, y: 308, path: "M390 268L146 302" },
    flash: { x: 96, y: 112, path: "M392 244L144 128" },
    bystander: { x: 318, y: 326, path: "M402 294L356 314" },
  },
};

/** For phones. */
const TALL: Layout = {
  name: "tall",
  width: 360,
  height: 546,
  house: "M2 196L180 92L358 196M12 190V404H348V190",
  appliance: { x: 180, y: 296 },
  phone: { x: 86, y: 216 },
  accessPoint: { x: 262, y: 220 },
  spots: {
    endpoint: { x: 276, y: 38, path: "M216 266L240 240M269 186L275 110" },
    network: { x: 90, y: 74, path: "M270 146L134 84" },
    air: { x: 180, y: 486, path: "M180 332L180 450" },
    bus: { x: 288, y: 334, path: "M242 306L256 316" },
    cable: { x: 298, y: 486, path: "M196 332L276 450" },
    flash: { x: 62, y: 486, path: "M164 332L84 450" },
    bystander: { x: 70, y: 334, path: "M118 306L102 316" },
  },
};

/** An observer that gets something, and the worst that it gets. */
export interface Seeing {
  readonly observer: Observer;
  readonly degree: Degree;
}

interface SceneProps {
  readonly seeing: readonly Seeing[];
  /** The picture for those who do not see it. */
  readonly label: string;
  /** Under the appliance's name. */
  readonly inside: string;
  /** Drawn between the arrows and the things, by the ways to the observers. */
  readonly onWays?: (pathTo: (observer: Observer) => string) => ComponentChildren;
}

export function HomePicture({ result }: { readonly result: Reported }) {
  const words = usePageWords();
  const findings = findingsOf(result);
  const seeing = OBSERVERS.flatMap((observer) => {
    const degree = worstOf(findings.filter((finding) => finding.observer === observer));
    return degree === null ? [] : [{ observer, degree }];
  });
  return (
    <HomeScene
      seeing={seeing}
      label={pictureText(seeing, words)}
      inside={words.home.credentials(secretsOf(result).length)}
    />
  );
}

/** The home, wide for screens and paper and tall for phones: the style shows one. */
export function HomeScene(props: SceneProps) {
  return (
    <div class="home">
      <Picture {...props} layout={WIDE} />
      <Picture {...props} layout={TALL} />
    </div>
  );
}

function Picture({ seeing, label, inside, onWays, layout }: SceneProps & { readonly layout: Layout }) {
  const { width, height, house, appliance, phone, accessPoint, spots } = layout;
  const words = usePageWords();
  // Arrows that tell most lie on top.
  const flows = seeing.toSorted((a, b) => Number(b.degree === "released") - Number(a.degree === "released"));
  return (
    <svg class={`picture ${layout.name}`} role="img" aria-label={label} viewBox={`0 0 ${width} ${height}`}>
      <path class="house" d={house} />
      {flows.map(({ observer, degree }) => (
        <Flow key={observer} degree={degree} path={spots[observer].path} />
      ))}
      {onWays?.((observer) => spots[observer].path)}
      <Thing
        at={accessPoint}
        name={words.home.accessPoint}
        icon="M-14 4H14V12H-14zM-9 4V-8M9 4V-8M-4 8H-4.01M2 8H2.01"
      />
      <Thing at={phone} name={words.home.phone} icon="M-7 -13H7V13H-7zM-2 9H2" />
      <g class="own" transform={`translate(${appliance.x} ${appliance.y})`}>
        <rect class="appliance-box" x="-58" y="-30" width="116" height="60" rx="12" />
        <text y="-2" class="strong">
          {words.home.appliance}
        </text>
        <text y="17" class="small">
          {inside}
        </text>
      </g>
      {OBSERVERS.map((observer) => (
        <Eye
          key={observer}
          observer={observer}
          at={spots[observer]}
          degree={flows.find((flow) => flow.observer === observer)?.degree ?? null}
        />
      ))}
    </svg>
  );
}

interface ThingProps {
  readonly at: { readonly x: number; readonly y: number };
  readonly name: string;
  readonly icon: string;
}

/** Something in the home that is no observer of its own. */
function Thing({ at, name, icon }: ThingProps) {
  return (
    <g class="thing" transform={`translate(${at.x} ${at.y})`}>
      <path d={icon} />
      <text y="-19" class="small">
        {name}
      </text>
    </g>
  );
}

interface EyeProps {
  readonly observer: Observer;
  readonly at: Spot;
  readonly degree: Degree | null;
}

/** An eye, open if the observer gets something; grey and with a small pupil where that is allowed. */
function Eye({ observer, at, degree }: EyeProps) {
  const isOpen = degree !== null;
  const { name, title } = usePageWords().observer(observer);
  return (
    <g class={`eye ${degree ?? "none"}`} transform={`translate(${at.x} ${at.y})`}>
      <circle class="back" r="21" />
      {isOpen ? (
        <>
          <path d="M-14 0Q0 -14 14 0Q0 14 -14 0z" />
          <circle class="pupil" r={degree === "released" ? "2" : "4.5"} />
        </>
      ) : (
        <path d="M-14 -3Q0 10 14 -3M-9 3L-12 7M0 4V9M9 3L12 7" />
      )}
      <text y="37" class="strong">
        {name}
      </text>
      <text y="52" class="small">
        {title}
      </text>
    </g>
  );
}

/** The picture in words. */
export function pictureText(seeing: readonly Seeing[], words: PageWords): string {
  const { home } = words;
  const learns = OBSERVERS.map((observer) => {
    const degree = seeing.find((one) => one.observer === observer)?.degree;
    const what =
      degree === undefined
        ? home.nothing
        : degree === "released"
          ? home.allowed
          : words.degree(degree).gist(words.key.one);
    return home.learns(words.observer(observer).name, what);
  });
  return home.text(learns);
}
