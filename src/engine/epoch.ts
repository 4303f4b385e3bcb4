/**
 * Which source, slide, scale and device the engine is at. The number rises with every change of one of them and
 * when the map is cleared. Whoever awaits something holds the epoch first and asks again afterwards: what began
 * in an older epoch must not be written, told or drawn any more.
 */
export class Epoch {
  #number = 0;

  get number(): number {
    return this.#number;
  }

  raise(): void {
    this.#number++;
  }

  /** True for as long as the present epoch lasts. */
  hold(): () => boolean {
    const held = this.#number;
    return () => held === this.#number;
  }
}
