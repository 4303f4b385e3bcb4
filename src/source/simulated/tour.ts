import type { PointUm } from '../../domain/geometry';
import type { StageSlide } from './stage-slide';

/** Top speed of the tour, widths of the field a second: slow enough to look while it moves. */
const FIELD_WIDTHS_PER_SECOND = 0.3;

/** Minimum-jerk path 0..1 -> 0..1 (Flash and Hogan 1985); its top speed is 1.875 times the mean. */
const minimumJerk = (u: number) => u * u * u * (10 + u * (6 * u - 15));
const PEAK_TO_MEAN = 1.875;

/** The scripted tour: from way point to way point with a pause at each, round and round. */
export class Tour {
  private from: PointUm | null = null;
  private next = 0;
  /** Share of the current leg, 0..1. */
  private done = 0;
  private dwellLeftMs = 0;

  constructor(private readonly wayPoints: StageSlide['tour']) {}

  /** Starts again at the way point nearest to wherever the stage then is. */
  restart(): void {
    this.from = null;
  }

  /** Stage position `ms` later. `fieldWidthUm`: width of the field of view. */
  advance(stage: PointUm, ms: number, fieldWidthUm: number): PointUm {
    if (this.from === null) this.begin(stage);
    let position = stage;
    let left = ms;
    // Bounded, so that a tour whose way points coincide cannot loop forever.
    for (let legs = 0; left > 0 && legs <= this.wayPoints.length; legs++) {
      const pause = Math.min(left, this.dwellLeftMs);
      this.dwellLeftMs -= pause;
      left -= pause;
      const target = this.wayPoints[this.next];
      if (left <= 0 || !target || !this.from) break;
      const distance = Math.hypot(target.x - this.from.x, target.y - this.from.y);
      const legMs = (1000 * PEAK_TO_MEAN * distance) / (FIELD_WIDTHS_PER_SECOND * fieldWidthUm);
      const step = legMs > 0 ? left / legMs : 1;
      if (this.done + step < 1) {
        this.done += step;
        const share = minimumJerk(this.done);
        return {
          x: this.from.x + share * (target.x - this.from.x),
          y: this.from.y + share * (target.y - this.from.y),
        };
      }
      left -= (1 - this.done) * legMs;
      position = { x: target.x, y: target.y };
      this.from = position;
      this.done = 0;
      this.dwellLeftMs = target.dwellMs;
      this.next = (this.next + 1) % this.wayPoints.length;
    }
    return position;
  }

  private begin(stage: PointUm): void {
    const distances = this.wayPoints.map(({ x, y }) => Math.hypot(x - stage.x, y - stage.y));
    this.next = Math.max(0, distances.indexOf(Math.min(...distances)));
    this.from = stage;
    this.done = 0;
    this.dwellLeftMs = 0;
  }
}
