/** Style of the page on two versions, on top of that of every page. */
export const DIFF_STYLE: string = `
body { max-width: 100rem; }
.top .lead { color: var(--text); font-size: 1.1rem; max-width: 60rem; }
.sides { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem 1.5rem; margin-top: 1rem; }
.sides > .card { margin: 0; }
.side { min-width: 0; }
.side h3 { margin: 0; }
.side h4 { font-size: .9rem; color: var(--quiet); font-weight: 600; margin-bottom: .4rem; }
.side .matrix { margin-top: 0; font-size: .78rem; }
.side .matrix thead th { font-size: .75rem; padding: 0 .3rem .2rem; }
.side .matrix thead th:first-child { padding-left: 0; width: 18%; }
.side .cell { padding: .3rem .25rem; }
.changed { outline: 2px solid currentColor; outline-offset: -2px; }
.changed small, .changed small span { display: block; }
.changed small { font-size: .72rem; line-height: 1.35; font-weight: 400; }
.changes { border-collapse: collapse; width: 100%; margin-top: .75rem; font-size: .92rem; }
.changes th, .changes td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-top: 1px solid var(--line); }
.changes thead th { border-top: 0; padding-top: 0; font-weight: 500; font-size: .82rem; color: var(--quiet); }
.changes tbody th { font-weight: 600; }
.changes th .quiet { font-weight: 400; }
.changes .mark { width: 6.5rem; }
.changes .half { width: 27%; }
.changes code { font-size: .8rem; color: var(--quiet); }
.changes .names code { color: var(--text); margin-right: .6rem; display: inline-block; }
.place { display: block; margin-top: .15rem; }
@media (max-width: 75rem) {
  .sides.tables { grid-template-columns: minmax(0, 1fr); }
}
@media (max-width: 48rem) {
  .sides { grid-template-columns: minmax(0, 1fr); }
  .side .matrix { font-size: .9rem; }
  .side .cell { padding: .35rem .5rem; }
  .changed small span { display: inline; }
  .changes, .changes tbody, .changes tr, .changes th, .changes td { display: block; width: auto; }
  .changes .half, .changes .mark { width: auto; }
  .changes thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .changes tr { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .35rem .75rem; padding: .7rem 0; border-top: 1px solid var(--line); }
  .changes tbody th, .changes tbody td { border: 0; padding: 0; }
  .changes .mark, .changes tbody th { grid-column: 1 / -1; }
  .changes td[data-side]::before { content: attr(data-side); display: block; font-size: .75rem; color: var(--quiet); }
}
@media print {
  .sides.tables { grid-template-columns: minmax(0, 1fr); }
  .changes tr { break-inside: avoid; }
}
`;
