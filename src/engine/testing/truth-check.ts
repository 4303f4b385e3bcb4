import type { Atlas } from '../../slide-map/atlas';
import type { FramePlacement, SnapshotResult } from '../answers';
import { levelOf, MANIFEST, probabilityAt, type View } from './glass';
import type { Machine } from './held-pipeline';

/** What was true when a snapshot was asked for. */
export interface AskedFor {
  readonly glass: number;
  readonly slideId: string;
  readonly source: string;
}

/** Holds what the engine keeps, tells and captures against what the frames truly showed. */
export class TruthCheck {
  readonly mistakes: string[] = [];
  /** Cells with an answer that were compared, px of the mosaic, snapshots taken, and places told. */
  readonly seen = { cells: 0, mosaic: 0, snapshots: 0, places: 0 };

  constructor(private readonly machine: Machine) {}

  /** @param view what the field in the pipeline truly shows */
  checkPlace({ island, centre }: FramePlacement, glass: number, view: View | null): void {
    this.seen.places++;
    const truth = this.machine.islands.get(island);
    if (truth?.glass !== glass) {
      this.mistakes.push(`a place on glass ${truth?.glass} was told on glass ${glass}`);
      return;
    }
    const off =
      view &&
      Math.hypot(centre.x + truth.origin.x - view.centre.x, centre.y + truth.origin.y - view.centre.y);
    if (off !== 0) this.mistakes.push(`a place was told ${off} um beside the frame's`);
  }

  checkMap(atlas: Atlas, glass: number): void {
    for (const island of atlas.islands()) {
      const truth = this.machine.islands.get(island);
      if (truth?.glass !== glass) {
        this.mistakes.push(`island ${island} of glass ${truth?.glass} is in the map of glass ${glass}`);
        continue;
      }
      if (this.machine.doubted.has(island))
        this.mistakes.push(`island ${island} is in the map, though its um/px is contradicted`);
      const { cellUm, classes } = MANIFEST;
      atlas
        .peekCells(island, { hash: 'held', cellUm, classes: classes.length })
        ?.forEach((column, row, value) => {
          if (value < 0) return;
          this.seen.cells++;
          const x = (column + 0.5) * cellUm + truth.origin.x;
          const y = (row + 0.5) * cellUm + truth.origin.y;
          const right = probabilityAt(truth.glass, x, y);
          if (Math.abs(value - right) > 1e-6)
            this.mistakes.push(
              `cell ${column}, ${row} of island ${island} says ${value}, which is not of its place (${right})`,
            );
        });
      this.#checkMosaic(atlas, island, glass);
    }
  }

  async checkSnapshot({ glass, slideId, source }: AskedFor, { facts, parts }: SnapshotResult): Promise<void> {
    this.seen.snapshots++;
    const level = new Uint8Array(await parts.frame.arrayBuffer())[0];
    if (level !== levelOf(glass)) this.mistakes.push(`a snapshot of glass ${glass} shows level ${level}`);
    if (facts.slide?.id !== slideId) this.mistakes.push(`a snapshot of ${slideId} says ${facts.slide?.id}`);
    if (facts.source !== source) this.mistakes.push(`a snapshot from ${source} says ${facts.source}`);
    // Names of islands of older slides are forgotten.
    const truth = this.machine.islands.get(facts.stage?.island ?? -1);
    if (truth?.glass !== glass) return;
    for (const { map, cellUm, id } of facts.models)
      parts.maps.get(id)?.forEach((value, at) => {
        if (value < 0) return;
        const x = map.origin.x + ((at % map.columns) + 0.5) * cellUm + truth.origin.x;
        const y = map.origin.y + (Math.floor(at / map.columns) + 0.5) * cellUm + truth.origin.y;
        if (Math.abs(value - probabilityAt(glass, x, y)) > 1e-6)
          this.mistakes.push(`a snapshot of glass ${glass} holds a probability of another place`);
      });
  }

  #checkMosaic(atlas: Atlas, island: number, glass: number): void {
    const mosaic = atlas.peekMosaic(island);
    const extent = mosaic?.extent();
    if (!mosaic || !extent) return;
    for (let row = extent.row; row < extent.row + extent.height; row += 3)
      for (let column = extent.column; column < extent.column + extent.width; column += 3) {
        const sum: [number, number, number] = [0, 0, 0];
        if (!mosaic.addColour(column, row, sum)) continue;
        this.seen.mosaic++;
        if (Math.abs(sum[0] - levelOf(glass)) > 1)
          this.mistakes.push(`the mosaic shows level ${sum[0]} on glass ${glass}`);
      }
  }
}
