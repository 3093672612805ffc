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
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -.01em; }
h2 { font-size: 1.35rem; line-height: 1.3; }
h3 { font-size: 1.05rem; margin: 2rem 0 .75rem; }
h4 { font-size: 1.05rem; line-height: 1.4; }
h5 { font-size: .8rem; font-weight: 600; color: var(--quiet); margin: 1.1rem 0 .35rem; }
a { color: var(--link); text-underline-offset: .15em; }
code, pre, .source { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .85rem; }
ul, ol { margin: 0; padding-left: 1.2rem; }
.top { margin-bottom: 2rem; }
.brand { color: var(--quiet); font-weight: 600; margin-bottom: .25rem; }
.lead { color: var(--quiet); margin-top: .35rem; }
.quiet { color: var(--quiet); font-size: .9rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1.1rem 1.25rem; }
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
.appliance { margin-top: 2.75rem; padding-top: 2rem; border-top: 1px solid var(--line); }
.reason { margin: .35rem 0 .15rem; font-size: 1.05rem; }
.problem, .known, .note { margin-top: .5rem; padding: .35rem .7rem; border-left: 3px solid var(--unsure); background: var(--unsure-tint); }
.matrix { border-collapse: separate; border-spacing: 3px; width: 100%; margin: 1.5rem 0 0; table-layout: fixed; font-size: .9rem; }
.matrix thead th { font-weight: 500; color: var(--quiet); text-align: left; padding: 0 .5rem .2rem; font-size: .82rem; overflow-wrap: normal; }
.matrix tbody th { font-weight: 600; text-align: left; padding: .35rem .5rem .35rem 0; }
.matrix th:first-child { width: 22%; padding-left: 0; }
.cell { padding: .35rem .5rem; border-radius: .3rem; font-weight: 600; overflow-wrap: normal; }
.cell.none { color: var(--quiet); font-weight: 400; background: var(--card); }
.cell.allowed { font-weight: 400; }
.timeline { margin: 1.75rem 0 0; }
figcaption { color: var(--quiet); font-size: .85rem; margin-bottom: .5rem; }
.lane { display: grid; grid-template-columns: 5.2rem minmax(0, 1fr); align-items: center; }
.lane .name { font-size: .82rem; color: var(--quiet); }
.lane svg { display: block; overflow: visible; }
.lane line { stroke: var(--line); }
.lane circle { fill: var(--dot); fill-opacity: .75; }
.lane circle.leak { fill: var(--bad); fill-opacity: 1; stroke: var(--page); stroke-width: 1.5; }
.ticks { margin-left: 5.2rem; display: flex; justify-content: space-between; font-size: .75rem; color: var(--quiet); }
.leak p { margin-top: .5rem; }
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
.appendix { margin-top: 3.5rem; padding-top: 2rem; border-top: 1px solid var(--line); }
.appendix > p { margin-top: .5rem; max-width: 46rem; }
.instrument dl { margin: .75rem 0 0; }
.instrument dl > div { display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: 0 1rem; padding: .55rem 0; border-top: 1px solid var(--line); }
dt { font-weight: 600; }
dd { margin: 0; }
.evidence { margin-top: .15rem; font-size: .9rem; padding: 0; list-style: none; }
.evidence a, .evidence span { display: inline-block; margin-left: .6rem; }
.number { display: inline-block; min-width: 1.6em; padding: 0 .35em; border-radius: .3rem; background: var(--code); color: var(--quiet); text-align: center; font-weight: 500; }
footer { margin-top: 3rem; color: var(--quiet); font-size: .85rem; max-width: 46rem; }
:target { outline: 2px solid var(--link); outline-offset: 4px; }
.appliance:target { outline: none; }
@media (max-width: 48rem) {
  body { padding-top: 1.25rem; }
  h1 { font-size: 1.6rem; }
  .matrix, .matrix tbody, .matrix tr, .matrix th, .matrix td { display: block; }
  .matrix thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .matrix th:first-child { width: auto; }
  .matrix tr { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 3px; margin-bottom: .9rem; }
  .matrix tbody th { grid-column: 1 / -1; }
  .matrix td:last-child { grid-column: 1 / -1; }
  .cell::before { content: attr(data-observer); display: block; font-size: .75rem; font-weight: 400; color: var(--quiet); }
  .instrument dl > div { grid-template-columns: minmax(0, 1fr); }
  .card { padding: .9rem .9rem; }
  .source li { grid-template-columns: 2.4rem minmax(0, 1fr); }
}
@media print {
  body { max-width: none; padding: 0; }
  .card, .source, pre { break-inside: avoid; }
}
`;
