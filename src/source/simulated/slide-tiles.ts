import { GLASS, type StageSlide } from './stage-slide';

export const TILE_PX = 256;

/**
 * Rendered tiles of a slide, least recently used ones dropped first. A tile is TILE_PX x TILE_PX px, one
 * uint32 a px with red in the lowest byte (RGBA8 as a little-endian word); tile (0, 0) starts at the slide's
 * origin.
 */
export class SlideTiles {
  private readonly tiles = new Map<string, Uint32Array>();
  private readonly glass = new Uint32Array(TILE_PX * TILE_PX).fill(
    0xff000000 | (GLASS[2] << 16) | (GLASS[1] << 8) | GLASS[0],
  );

  constructor(
    private readonly slide: StageSlide,
    private readonly capacity: number,
  ) {}

  has(umPerPx: number, column: number, row: number): boolean {
    return this.isBlank(umPerPx, column, row) || this.tiles.has(key(umPerPx, column, row));
  }

  get(umPerPx: number, column: number, row: number): Uint32Array {
    if (this.isBlank(umPerPx, column, row)) return this.glass;
    const name = key(umPerPx, column, row);
    const cached = this.tiles.get(name);
    if (cached) {
      this.tiles.delete(name);
      this.tiles.set(name, cached);
      return cached;
    }
    const tile = this.recycled() ?? new Uint32Array(TILE_PX * TILE_PX);
    const sideUm = TILE_PX * umPerPx;
    const origin = { x: column * sideUm, y: row * sideUm };
    this.slide.render(origin, umPerPx, TILE_PX, TILE_PX, new Uint8ClampedArray(tile.buffer));
    this.tiles.set(name, tile);
    return tile;
  }

  private isBlank(umPerPx: number, column: number, row: number): boolean {
    const sideUm = TILE_PX * umPerPx;
    return (
      column < 0 || row < 0 || column * sideUm >= this.slide.widthUm || row * sideUm >= this.slide.heightUm
    );
  }

  private recycled(): Uint32Array | null {
    if (this.tiles.size < this.capacity) return null;
    const oldest = this.tiles.entries().next().value;
    if (!oldest) return null;
    this.tiles.delete(oldest[0]);
    return oldest[1];
  }
}

const key = (umPerPx: number, column: number, row: number) => `${umPerPx}/${column}/${row}`;
