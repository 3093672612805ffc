/** Insights: what was seen inside the interpreter, with the place of the project's own code that it belongs to. */
import type { Image } from "../../sim/device/image.ts";
import type { Observations } from "../../sim/device/inside/observations.ts";
import { SourceMap } from "../../sim/device/source-map.ts";
import { isLibraryFile, type Place } from "../../sim/tape/position.ts";
import type { Insight, OwnPlace } from "../judge/subject.ts";

export class Insights {
  private readonly map: SourceMap;
  /** Program counters of the project's own code, 1 for each of them. */
  readonly within: Uint8Array;
  /** Places of the project's own code, by program counter; null for library code. */
  private readonly places = new Map<number, Place | null>();

  constructor(image: Image) {
    this.map = new SourceMap(image.debug);
    this.within = Uint8Array.from({ length: image.bytecode.length + 1 }, (_, pc) =>
      this.placeOf(pc) === null ? 0 : 1,
    );
  }

  of({ seen }: Observations): Insight[] {
    return seen.map((one) => ({ seen: one, own: this.ownOf(one.pcs) }));
  }

  private ownOf(pcs: readonly number[]): OwnPlace | null {
    for (const [depth, pc] of pcs.entries()) {
      const place = this.placeOf(pc);
      if (place !== null) return { ...place, pc, isInnermost: depth === 0 };
    }
    return null;
  }

  private placeOf(pc: number): Place | null {
    let place = this.places.get(pc);
    if (place === undefined) {
      const found = this.map.place(pc);
      place = found === null || isLibraryFile(found.file) ? null : { file: found.file, line: found.line };
      this.places.set(pc, place);
    }
    return place;
  }
}
