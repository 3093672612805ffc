/** Tables of what is different between two versions: findings, flows and names. */
import type { ComponentChildren } from "preact";
import type { Flow } from "../../judge/compare/traffic.ts";
import type {
  ComparedFinding,
  FindingChange,
  FlowChange,
  VersionDifference,
} from "../../judge/compare/versions.ts";
import { plural } from "../../plural.ts";
import { amountText, MARK } from "../diff-words.ts";

/** Rows of one table: what is beyond is counted. */
const MAX_ROWS = 500;
/** Rows that are shown without being asked for, where they say nothing of secrets. */
const MAX_OPEN_ROWS = 30;

type Change = FindingChange["change"] | FlowChange["change"];

export function FindingChanges({ changes }: { readonly changes: readonly FindingChange[] }) {
  if (changes.length === 0) return <p class="quiet">Nothing: everybody learns what they learned before.</p>;
  return (
    <Table
      label="Changes of what is learned"
      heads={["change", "who learns it", "old", "new"]}
      rows={changes}
    >
      {({ change, old, new: now }) => {
        const { secret, observer, channel, to } = (now ?? old)!;
        return (
          <>
            <Mark change={change} tone={toneOf(change, now)} />
            <RowHead>
              {secret} → {observer}
              {to !== null && <span class="peer"> {to}</span>} <span class="quiet">by {channel}</span>
            </RowHead>
            <Side side="old">
              <Told finding={old} />
            </Side>
            <Side side="new">
              <Told finding={now} />
            </Side>
          </>
        );
      }}
    </Table>
  );
}

/** An allowed flow that is new is for a person to weigh. */
function toneOf(change: Change, now: ComparedFinding | null): string {
  if (change === "gone" || change === "less") return "good";
  return now?.release == null ? "bad" : "unsure";
}

function Told({ finding }: { readonly finding: ComparedFinding | null }) {
  if (finding === null) return <span class="quiet">nothing</span>;
  const { degree, release, bits, source } = finding;
  return (
    <>
      {release === null ? (
        <>
          <span class={`badge ${degree}`}>{degree}</span>
          {amountText(degree, bits)}
        </>
      ) : (
        <>
          <span class="badge calm">allowed</span> {release}
        </>
      )}
      <code class="place">{source === null ? "line unknown" : `${source.file}:${source.line}`}</code>
    </>
  );
}

export function FlowChanges({ changes }: { readonly changes: readonly FlowChange[] }) {
  if (changes.length === 0) return <p class="quiet">The same receivers get the same kinds of messages.</p>;
  return (
    <details open={changes.length <= MAX_OPEN_ROWS}>
      <summary>
        {counted(changes)}. A flow is what one observer sees go one way; it need not hold a credential.
      </summary>
      <Table label="Changes of traffic" heads={["change", "flow", "old", "new"]} rows={changes}>
        {({ change, old, new: now }) => {
          const { observer, channel, kind, to } = (now ?? old)!;
          return (
            <>
              <Mark change={change} tone={change === "gone" ? "calm" : "unsure"} />
              <RowHead>
                {observer}
                {to !== null && <span class="peer"> {to}</span>}{" "}
                <span class="quiet">
                  {channel} {kind}
                </span>
              </RowHead>
              <Side side="old">{amountOf(old)}</Side>
              <Side side="new">{amountOf(now)}</Side>
            </>
          );
        }}
      </Table>
    </details>
  );
}

function counted(changes: readonly FlowChange[]): string {
  const parts = (["new", "larger", "gone"] as const).flatMap((word) => {
    const count = changes.filter(({ change }) => change === word).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return `Flows: ${parts.join(", ")}`;
}

function amountOf(flow: Flow | null): string {
  if (flow === null) return "nothing";
  const { events, largestBytes } = flow;
  const times = events === 1 ? "once" : `${events} times`;
  return largestBytes === 0 ? times : `${times}, up to ${plural(largestBytes, "byte")}`;
}

interface NamesProps {
  readonly difference: VersionDifference;
  /** Credentials and functions are not known. */
  readonly isOfReport: boolean;
}

export function NameChanges({ difference, isOfReport }: NamesProps) {
  const { settings, credentials, functions } = difference;
  const all = [
    ["settings that are read", settings],
    ["credentials that ship with it", credentials],
    ["functions", functions],
  ] as const;
  const rows = all.filter(([, names]) => names.new.length + names.gone.length > 0);
  if (rows.length === 0)
    return (
      <p class="quiet">
        {isOfReport
          ? "It reads the same settings."
          : "Settings that are read, credentials that ship with it and functions are the same by name."}
      </p>
    );
  return (
    <>
      <p class="quiet">These tell nobody anything by themselves.</p>
      <Table
        label="Changes in the firmware"
        heads={["names", "only in the old", "only in the new"]}
        rows={rows}
      >
        {([what, names]) => (
          <>
            <RowHead>{what}</RowHead>
            <Side side="only in the old">
              <Names names={names.gone} />
            </Side>
            <Side side="only in the new">
              <Names names={names.new} />
            </Side>
          </>
        )}
      </Table>
    </>
  );
}

function Names({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return <span class="quiet">none</span>;
  const more = names.length - MAX_ROWS;
  return (
    <span class="names">
      {names.slice(0, MAX_ROWS).map((name) => (
        <code key={name}>{name}</code>
      ))}
      {more > 0 && `and ${more} more`}
    </span>
  );
}

interface TableProps<Row> {
  readonly label: string;
  readonly heads: readonly string[];
  readonly rows: readonly Row[];
  /** Cells of a row. */
  readonly children: (row: Row) => ComponentChildren;
}

// biome-ignore-start lint/a11y/noRedundantRoles: what is laid out otherwise than as a table loses its roles.
/** A table whose rows become blocks where there is no room for columns. */
function Table<Row>({ label, heads, rows, children }: TableProps<Row>) {
  const more = rows.length - MAX_ROWS;
  return (
    <>
      <table class="changes" role="table" aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            {heads.map((head) => (
              <th scope="col" role="columnheader" key={head}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.slice(0, MAX_ROWS).map((row, index) => (
            <tr role="row" key={index}>
              {children(row)}
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p>…and {more} more.</p>}
    </>
  );
}

function Mark({ change, tone }: { readonly change: Change; readonly tone: string }) {
  return (
    <td role="cell" class="mark">
      <span class={`badge ${tone}`}>
        {MARK[change]} {change}
      </span>
    </td>
  );
}

function RowHead({ children }: { readonly children: ComponentChildren }) {
  return (
    <th scope="row" role="rowheader">
      {children}
    </th>
  );
}

function Side({ side, children }: { readonly side: string; readonly children: ComponentChildren }) {
  return (
    <td role="cell" class="half" data-side={side}>
      {children}
    </td>
  );
}
// biome-ignore-end lint/a11y/noRedundantRoles: as above.
