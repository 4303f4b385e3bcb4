/** What a place on the slide is made of. */
export const Site = {
  Glass: 0,
  Stroma: 1,
  Fat: 2,
  Sinus: 3,
  Lymphocytes: 4,
  GerminalCentre: 5,
  Tumour: 6,
  Desmoplasia: 7,
  Blood: 8,
  BenignEpithelium: 9,
  Lumen: 10,
  Gleason3: 11,
  Gleason4: 12,
  Muscle: 13,
} as const;
export type SiteCode = (typeof Site)[keyof typeof Site];

/** Filled by {@link Architecture.at}; reused from call to call. */
export interface Place {
  site: SiteCode;
  /** In a gland: 0 at its lumen's centre, 1 at its outer border. In fat: distance from the cell's rim, um. */
  depth: number;
  tumour: boolean;
  /** Direction of fibres and of the gland's border, radians. */
  direction: number;
}

/** The lie of the land: deterministic in x, y (um). */
export interface Architecture {
  readonly widthUm: number;
  readonly heightUm: number;
  readonly startUm: { x: number; y: number };
  readonly tour: readonly { x: number; y: number; dwellMs: number }[];
  at(x: number, y: number, place: Place): void;
}

/** Blob with a rough outline: a focus of tumour. Radius in um. */
export interface Focus {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Length over width, and direction of the long axis. */
  readonly stretch: number;
  readonly angle: number;
  /** Gleason pattern for prostate foci. */
  readonly pattern?: 3 | 4;
}

/** How far inside a focus, um; negative outside. `rough` is noise in -1..1 at this place. */
export function insideFocus(focus: Focus, x: number, y: number, rough: number): number {
  const dx = x - focus.x;
  const dy = y - focus.y;
  const reach = focus.radius * 1.6;
  if (dx > reach || dx < -reach || dy > reach || dy < -reach) return -1e9;
  const c = Math.cos(focus.angle);
  const s = Math.sin(focus.angle);
  const u = (dx * c + dy * s) / focus.stretch;
  const v = (-dx * s + dy * c) * focus.stretch;
  return focus.radius * (1 + 0.28 * rough) - Math.sqrt(u * u + v * v);
}
