/** The page's style: light and dark by the reader's choice, one column, readable on a phone and on paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f8; --card: #fff; --text: #1c2328; --quiet: #56626b; --line: #dde2e6; --link: #0b5cad;
  --good: #14663a; --good-tint: #e0f2e7; --unsure: #735200; --unsure-tint: #fbf0d0;
  --bad: #a3182a; --bad-tint: #fbe5e7; --derived: #8a3c06; --derived-tint: #fdeadb;
  --implicit: #5b3a9e; --implicit-tint: #eee8fa; --allowed: #44525c; --allowed-tint: #e9edf0;
  --code: #f1f3f5; --mark: #ffe08a; --mark-text: #3a2c00; --dot: #8796a1;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #14181b; --card: #1c2226; --text: #e4e9ec; --quiet: #a4b0b8; --line: #323b41; --link: #7db9f5;
    --good: #7fd6a3; --good-tint: #17372a; --unsure: #ecc866; --unsure-tint: #3a3013;
    --bad: #ff9aa5; --bad-tint: #452027; --derived: #f7ac74; --derived-tint: #432a17;
    --implicit: #c6adf8; --implicit-tint: #322a4a; --allowed: #b3bfc7; --allowed-tint: #2a3238;
    --code: #12161a; --mark: #6a5310; --mark-text: #fff1c4; --dot: #71808b;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0 auto; padding: 2rem clamp(1rem, 4vw, 2.5rem) 3rem; max-width: 66rem; background: var(--page);
  color: var(--text); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, h3, h4, h5, p { margin: 0; }
h1 { font-size: 1.5rem; line-height: 1.2; letter-spacing: -.01em; }
h2 { font-size: 1.35rem; line-height: 1.3; }
h3 { font-size: 1.05rem; margin: 2rem 0 .75rem; }
h4 { font-size: 1.05rem; line-height: 1.4; }
h5 { font-size: .8rem; font-weight: 600; color: var(--quiet); margin: 1.1rem 0 .35rem; }
a { color: var(--link); text-underline-offset: .15em; }
code, pre, .source { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .85rem; }
ul, ol { margin: 0; padding-left: 1.2rem; }
.top { margin-bottom: 1.25rem; }
.brand { color: var(--quiet); font-weight: 600; margin-right: .4rem; }
.lead { color: var(--quiet); margin-top: .35rem; }
.quiet { color: var(--quiet); font-size: .9rem; }
.card { scroll-margin-top: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1.1rem 1.25rem; }
.card + .card { margin-top: 1rem; }
.heading { display: flex; flex-wrap: wrap; gap: .4rem .75rem; align-items: center; }
.badge { border-radius: 1rem; padding: .05rem .65rem; font-size: .82rem; font-weight: 600; white-space: nowrap; }
.good { color: var(--good); background: var(--good-tint); }
.unsure { color: var(--unsure); background: var(--unsure-tint); }
.bad, .clear, .encoded { color: var(--bad); background: var(--bad-tint); }
.derived { color: var(--derived); background: var(--derived-tint); }
.implicit { color: var(--implicit); background: var(--implicit-tint); }
.calm, .allowed.cell { color: var(--allowed); background: var(--allowed-tint); }
.overview ul { list-style: none; padding: 0; display: grid; gap: .5rem; }
.overview li { display: flex; flex-wrap: wrap; gap: .2rem .7rem; align-items: baseline; }
.appliance { margin-top: 1.25rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
.appliance + .appliance { margin-top: 2.75rem; padding-top: 2rem; }
.reason { margin: .35rem 0 .15rem; font-size: 1.05rem; }
.problem, .known, .note { margin-top: .5rem; padding: .35rem .7rem; border-left: 3px solid var(--unsure); background: var(--unsure-tint); }
.safety { list-style: none; padding: 0; margin-top: .6rem; display: grid; gap: .5rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.arrowheads { position: absolute; }
.home { margin: 1.25rem 0 .5rem; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .5rem; }
.picture { display: block; width: 100%; height: auto; }
.picture.tall { display: none; }
.picture text { text-anchor: middle; font: 400 13px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: var(--text); paint-order: stroke; stroke: var(--card); stroke-width: 5px; stroke-linejoin: round; }
.picture .own text { stroke: none; }
.picture text.strong { font-weight: 600; font-size: 14.5px; }
.picture text.small { font-size: 12px; fill: var(--quiet); }
.house { fill: none; stroke: var(--line); stroke-width: 5; stroke-linejoin: round; stroke-linecap: round; }
.thing path { fill: none; stroke: var(--dot); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.appliance-box { fill: var(--code); stroke: var(--text); stroke-width: 2; }
.eye .back { fill: var(--card); stroke: var(--line); stroke-width: 1.5; }
.eye path { fill: none; stroke: var(--dot); stroke-width: 2; stroke-linecap: round; }
.eye.clear .back, .eye.encoded .back { fill: var(--bad-tint); stroke: var(--bad); }
.eye.derived .back { fill: var(--derived-tint); stroke: var(--derived); }
.eye.implicit .back { fill: var(--implicit-tint); stroke: var(--implicit); }
.eye.clear path, .eye.encoded path { stroke: var(--bad); }
.eye.derived path { stroke: var(--derived); }
.eye.implicit path { stroke: var(--implicit); }
.eye .pupil { fill: var(--text); }
.eye.released .pupil { fill: var(--dot); }
.flow { fill: none; stroke-width: 4; }
.flow.clear, .flow.encoded { stroke: var(--bad); }
.flow.encoded { stroke-width: 5; }
.flow.inside { stroke: var(--card); stroke-width: 2; }
.flow.derived { stroke: var(--derived); stroke-dasharray: 11 6; }
.flow.implicit { stroke: var(--implicit); stroke-dasharray: 3 5; }
.flow.released { stroke: var(--dot); stroke-width: 1.5; }
.head.clear path, .head.encoded path { fill: var(--bad); }
.head.derived path { fill: var(--derived); }
.head.implicit path { fill: var(--implicit); }
.head.released path { fill: none; stroke: var(--dot); stroke-width: 1.5; }
.key { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.5rem; font-size: .88rem; color: var(--quiet); }
.key li { display: flex; align-items: center; gap: .5rem; }
.stroke { flex: none; vertical-align: -.1em; }
.word { font-weight: 600; background: none; }
.word.released { color: var(--allowed); }
.matrix { border-collapse: separate; border-spacing: 3px; width: 100%; margin: 1.25rem 0 0; table-layout: fixed; font-size: .9rem; }
.matrix thead th { font-weight: 500; color: var(--quiet); text-align: left; padding: 0 .5rem .2rem; font-size: .82rem; overflow-wrap: normal; }
.matrix tbody th { font-weight: 600; text-align: left; padding: .35rem .5rem .35rem 0; }
.matrix th:first-child { width: 20%; padding-left: 0; }
.everyday { display: block; font-weight: 400; font-size: .82rem; color: var(--quiet); }
.cell { padding: .35rem .5rem; border-radius: .3rem; font-weight: 600; overflow-wrap: normal; }
.cell.none { color: var(--quiet); font-weight: 400; background: var(--card); }
.cell.allowed { font-weight: 400; }
.cell a { display: block; margin: -.35rem -.5rem; padding: .35rem .5rem; color: inherit; border-radius: .3rem; }
.hint { margin-top: .35rem; }
.sizes { margin: -.35rem 0 .75rem; }
.reason + .quiet + .printed { margin-top: .35rem; }
.observers { margin: 0; display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .8rem 2rem; font-size: .92rem; }
.observers dd > span { display: block; }
.learns { font-weight: 500; }
.timeline { margin: 0; }
.stage { position: relative; margin-top: 1.6rem; }
.timeline > details { margin-top: .4rem; }
figcaption { color: var(--quiet); font-size: .88rem; margin-bottom: .6rem; max-width: 50rem; }
.zoom { margin: 0 .3rem 0 0; accent-color: var(--link); }
.zoom + label { font-size: .85rem; margin-right: 1rem; }
.lanes { overflow-x: auto; margin-top: .4rem; padding-bottom: .2rem; }
.zoom-4:checked ~ .stage .track { width: 400%; }
.zoom-16:checked ~ .stage .track { width: 1600%; }
.lane { display: grid; grid-template-columns: 6.6rem minmax(0, 1fr); align-items: center; margin-top: 3px; }
.lane .name { font-size: .82rem; color: var(--quiet); position: sticky; left: 0; z-index: 1; background: var(--page); padding: .2rem 0; }
.marks { display: grid; padding: 0 8px; align-items: center; }
.marks > * { grid-area: 1 / 1; }
.marks svg { display: block; overflow: visible; align-self: end; }
.marks .base { stroke: var(--line); vector-effect: non-scaling-stroke; }
.marks .sent { stroke: var(--dot); stroke-width: 1.5; fill: none; vector-effect: non-scaling-stroke; }
.marks rect { fill: transparent; }
.marks rect:hover { fill: var(--link); fill-opacity: .15; }
.marks .mark, .happening { justify-self: start; width: 14px; height: 14px; margin-left: calc(var(--at) - 7px); border-radius: 50%; border: 2px solid var(--page); }
.marks .mark.clear, .marks .mark.encoded { background: var(--bad); color: var(--bad); }
.marks .mark.derived { background: var(--derived); color: var(--derived); }
.marks .mark.implicit { background: var(--implicit); color: var(--implicit); }
.marks .mark.again { width: 11px; height: 11px; margin-left: calc(var(--at) - 5.5px); background: var(--page); border: 2.5px solid currentColor; }
.marks .mark:hover, .marks .mark:focus-visible, .marks .mark:target { outline: 2px solid var(--link); outline-offset: 1px; }
.happening { border: 0; }
.happening::before { content: ""; display: block; width: 9px; height: 9px; margin: 2.5px; background: var(--link); border-radius: 2px; transform: rotate(45deg); }
.happening.crash::before { background: var(--bad); border-radius: 0; transform: none; }
.tip { position: absolute; right: 0; bottom: calc(100% + .1rem); max-width: 100%; padding: .3rem .6rem; border-radius: .35rem; background: var(--text); color: var(--page); font-size: .85rem; clip-path: inset(50%); pointer-events: none; }
.marks .mark:hover .tip, .marks .mark:focus-visible .tip, .happening:hover .tip { clip-path: none; z-index: 2; }
.marked { font-size: .85rem; color: var(--quiet); display: flex; flex-wrap: wrap; gap: 0 .7rem; }
.ticks { margin: .2rem 8px 0 calc(6.6rem + 8px); display: grid; grid-template-columns: repeat(128, minmax(0, 1fr)); font-size: .75rem; color: var(--quiet); white-space: nowrap; }
.ticks span { visibility: hidden; width: 0; padding-left: 3px; border-left: 1px solid var(--dot); }
.ticks .end { grid-area: 1 / 128; justify-self: end; width: auto; padding: 0 3px 0 0; border: solid var(--dot); border-width: 0 1px 0 0; visibility: visible; background: var(--page); }
.ticks span:nth-child(16n + 1), .zoom-4:checked ~ .stage .ticks span:nth-child(4n + 1), .zoom-16:checked ~ .stage .ticks span { visibility: visible; }
.happenings { font-size: .92rem; }
.twins { width: 100%; table-layout: fixed; border-collapse: collapse; font-size: .88rem; margin-top: .5rem; }
.twins th { text-align: left; font-weight: 600; color: var(--quiet); font-size: .8rem; padding: 0 .6rem .2rem; }
.twins td { vertical-align: top; border: 1px solid var(--line); padding: .35rem .6rem; background: var(--code); }
.twins .differs td { background: var(--unsure-tint); }
.twins .first { display: block; color: var(--unsure); font-size: .8rem; }
.twins .content { display: block; white-space: pre-wrap; margin-top: .2rem; }
mark.masked { background: none; color: var(--derived); padding: 0; letter-spacing: -.05em; }
mark.masked.apart { color: var(--quiet); }
.twins .computed { display: block; font-weight: 600; }
.again { color: var(--quiet); }
.again.told-again { color: var(--bad); font-weight: 600; }
.leak p { margin-top: .5rem; }
.told { margin-top: .5rem; }
.peer { font-weight: 400; color: var(--quiet); }
pre, .source { margin: 0; background: var(--code); border: 1px solid var(--line); border-radius: .4rem; padding: .6rem .75rem; }
pre { white-space: pre-wrap; }
.replay { user-select: all; }
.source { list-style: none; padding: .4rem 0; }
.source li { counter-increment: line; display: grid; grid-template-columns: 3.2rem minmax(0, 1fr); padding-right: .75rem; min-height: 1.55em; }
.source li::before { content: counter(line); text-align: right; padding-right: .9rem; color: var(--quiet); user-select: none; }
.source code { white-space: pre-wrap; tab-size: 2; }
.source .here { background: var(--bad-tint); box-shadow: inset 3px 0 var(--bad); }
mark { background: var(--mark); color: var(--mark-text); border-radius: .2rem; padding: 0 .15rem; }
details { margin-top: .9rem; }
summary { cursor: pointer; color: var(--quiet); font-size: .9rem; }
details > :not(summary) { margin-top: .5rem; }
.stack { color: var(--quiet); }
.allowed li, .scope li { margin-top: .25rem; font-size: .92rem; }
.glossary { margin-top: 3rem; }
.glossary h2, .appendix h2 { display: inline; font-size: 1.1rem; }
.glossary dl > div { display: grid; grid-template-columns: 14rem minmax(0, 1fr); gap: 0 1rem; padding: .45rem 0; border-top: 1px solid var(--line); font-size: .92rem; }
.appendix { margin-top: 1rem; }
.appendix > p { margin-top: .5rem; max-width: 46rem; }
.instrument dl { margin: .75rem 0 0; }
.instrument dl > div { display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: 0 1rem; padding: .55rem 0; border-top: 1px solid var(--line); }
dt { font-weight: 600; }
dd { margin: 0; }
.evidence { margin-top: .15rem; font-size: .9rem; padding: 0; list-style: none; }
.evidence a:not(.check), .evidence span { display: inline-block; margin-left: .6rem; }
.number { display: inline-block; min-width: 1.6em; padding: 0 .35em; border-radius: .3rem; background: var(--code); color: var(--quiet); text-align: center; font-weight: 500; }
footer { margin-top: 3rem; color: var(--quiet); font-size: .85rem; max-width: 46rem; }
:target { outline: 2px solid var(--link); outline-offset: 4px; }
.appliance:target { outline: none; }
@media screen and (max-width: 48rem) {
  body { padding-top: 1.25rem; }
  h1 { font-size: 1.6rem; }
  .picture.wide { display: none; }
  .picture.tall { display: block; max-width: 26rem; margin: 0 auto; }
  .observers { grid-template-columns: minmax(0, 1fr); }
  .lane { grid-template-columns: 4.9rem minmax(0, 1fr); }
  .ticks { margin-left: calc(4.9rem + 8px); }
  .zoom-1:checked ~ .stage .ticks span:nth-child(32n + 17), .zoom-1:checked ~ .stage .ticks span:nth-child(97) { visibility: hidden; }
  .twins, .twins tbody, .twins tr, .twins td { display: block; }
  .twins td[data-value]::before { content: attr(data-value); display: block; font-size: .75rem; color: var(--quiet); }
  .twins thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .matrix, .matrix tbody, .matrix tr, .matrix th, .matrix td { display: block; }
  .matrix thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .matrix th:first-child { width: auto; }
  .everyday { display: inline; margin-left: .5rem; }
  .matrix tr { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 3px; margin-bottom: .9rem; }
  .matrix tbody th { grid-column: 1 / -1; }
  .matrix td:last-child { grid-column: 1 / -1; }
  .cell::before { content: attr(data-observer); display: block; font-size: .75rem; font-weight: 400; color: var(--quiet); }
  .instrument dl > div, .glossary dl > div { grid-template-columns: minmax(0, 1fr); }
  .card { padding: .9rem .9rem; }
  .source li { grid-template-columns: 2.4rem minmax(0, 1fr); }
}
@media print {
  :root { --page: #fff; --card: #fff; }
  body { max-width: none; padding: 0; font-size: .85rem; }
  .card, .source, pre, .home, .matrix tr, .twins tr, figure { break-inside: avoid; }
  h2, h3, h4, h5 { break-after: avoid; }
  .appliance + .appliance { break-before: page; }
  .zoom, .zoom + label, .printed summary { display: none; }
  .printed::details-content, .glossary::details-content { content-visibility: visible; height: auto; }
  .cell, .badge, .mark, .happening, mark, .here { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
