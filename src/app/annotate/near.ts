import type { PointUm } from '../../domain/geometry';

export const near = (a: PointUm, b: PointUm, reach: number) => Math.hypot(a.x - b.x, a.y - b.y) <= reach;
