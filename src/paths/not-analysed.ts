/** A program, or a part of one, that the analysis does not understand: nothing is said of its paths. */
export class NotAnalysed extends Error {
  override readonly name = "NotAnalysed";
}
