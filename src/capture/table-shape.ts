/** Shape of a table with a byte a row: a row with more cells than others, or fewer, has its byte in another place. */

/** Rows from which on it is a table, and the share of them that has the same number of cells. */
const MIN_ROWS = 8;
const SAME_SHARE = 0.9;

export class TableShape {
  private rows = 0;
  private bytes = 0;
  private readonly byCells = new Map<number, { rows: number; sizeBytes: number }>();

  /** Headings before the first byte do not count. */
  row(cells: number, sizeBytes: number): void {
    if (this.bytes === 0) this.rows = 0;
    if (this.bytes === 0) this.byCells.clear();
    this.rows++;
    const known = this.byCells.get(cells) ?? { rows: 0, sizeBytes: 0 };
    this.byCells.set(cells, known);
    known.rows++;
    known.sizeBytes += sizeBytes;
  }

  /** A cell of the last row says a byte. */
  byte(): void {
    this.bytes++;
  }

  /** Length of the rows that are not as the others; 0 where it is no table. */
  strangeBytes(): number {
    const [most, ...others] = [...this.byCells].sort(([, a], [, b]) => b.rows - a.rows);
    if (most === undefined || most[0] < 2 || this.rows < MIN_ROWS || this.bytes < SAME_SHARE * this.rows)
      return 0;
    if (most[1].rows < SAME_SHARE * this.rows) return 0;
    return others.reduce((sum, [, { sizeBytes }]) => sum + sizeBytes, 0);
  }
}
