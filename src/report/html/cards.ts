/** Cards of a section: its leaks by group, with the number and the anchor by which the rest of the page leads to them. */
import type { Reported, ReportedFinding } from "../document.ts";
import { groupLeaks, type LeakGroup } from "../leak-groups.ts";
import { leaksOf } from "../reported.ts";

/** Cards that a section shows; the matrix counts all leaks. */
export const MAX_CARDS = 100;

export interface Card {
  /** From 1. */
  readonly number: number;
  readonly anchor: string;
  readonly leaks: LeakGroup;
}

export class Cards {
  readonly all: readonly Card[];
  private readonly byLeak: ReadonlyMap<ReportedFinding, Card>;

  /** `base` is the anchor of the section. */
  constructor(reported: Reported, base: string) {
    this.all = groupLeaks(leaksOf(reported)).map((leaks, at) => ({
      number: at + 1,
      anchor: `${base}-leak-${at + 1}`,
      leaks,
    }));
    this.byLeak = new Map(this.all.flatMap((card) => card.leaks.map((leak) => [leak, card] as const)));
  }

  get shown(): readonly Card[] {
    return this.all.slice(0, MAX_CARDS);
  }

  /** Card that explains a leak; null for what is allowed, and where the card is not shown. */
  of(finding: ReportedFinding): Card | null {
    const card = this.byLeak.get(finding);
    return card === undefined || card.number > MAX_CARDS ? null : card;
  }
}

/** Section of a page: a firmware or capture with its anchor and its cards. */
export interface Section {
  readonly result: Reported;
  /** The id of the section. */
  readonly anchor: string;
  readonly cards: Cards;
}
