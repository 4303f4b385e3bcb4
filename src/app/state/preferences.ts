import { z } from 'zod';
import { listOf, recordOf } from '../../domain/bounded-list';
import { type CalibrationProfile, calibrationProfileSchema } from '../../domain/calibration';
import { type FlatField, flatFieldSchema, MAX_FLAT_FIELDS } from '../../domain/flat-field';
import type { CountingArea } from '../../measure/counting';
import { STAGE_SLIDES } from '../../source/simulated/slide-names';
import { MAX_UM_PER_PX, MIN_UM_PER_PX } from './calibration';

/** What the page remembers between visits, in sections that stand or fall alone. */

const fraction = z.number().min(0).max(1);
const side = z.int().min(0).max(32768);

const mountingSchema = z.object({
  crop: z.object({ x: side, y: side, width: side.min(16), height: side.min(16) }).nullable(),
  rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  mirrored: z.boolean(),
});

const overlaySchema = z.object({
  heatmap: z.boolean(),
  contours: z.boolean(),
  opacity: fraction,
  colourMap: z.enum(['viridis', 'cividis']),
  scaleBar: z.boolean(),
  /** Thresholds that were set by hand, by layer. */
  thresholds: recordOf(z.string().max(200), fraction, 500),
  /** Model switches that were set by hand. */
  models: recordOf(z.string().max(64), z.boolean(), 500),
  /** Classes that are not drawn though their model is on, by layer. */
  hidden: recordOf(z.string().max(200), z.boolean(), 500).default({}),
});

const sourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({
    kind: z.literal('simulated'),
    slide: z.enum(STAGE_SLIDES),
    seed: z.int().min(0).max(0xffffffff),
  }),
  z.object({
    kind: z.literal('camera'),
    deviceId: z.string().max(500).optional(),
    label: z.string().max(500).optional(),
  }),
]);

const cameraSchema = z.object({
  /** What it is called here, where several have one label (camera-names.ts); left out: never seen with its label. */
  name: z.string().min(1).max(200).optional(),
  mounting: mountingSchema.optional(),
  resolution: z.object({ width: side, height: side }).optional(),
  /** Magnification of the adapter between microscope and camera; null or left out: not told. */
  relay: z.number().positive().max(100).nullable().optional(),
  /** Left out: the set-up was not begun. */
  setup: z
    .object({
      /** Gone through, or put off. */
      left: z.boolean(),
      /** The scale is not known, and the user goes on with the one of an ordinary adapter. */
      estimated: z.boolean(),
      lightSkipped: z.boolean(),
    })
    .optional(),
  /** Model switches for what lies under this camera; left out: not asked yet. */
  models: recordOf(z.string().max(64), z.boolean(), 500).optional(),
});

// Ten fields of 0.53 mm in diameter (Elston and Ellis 1991); many current eyepieces show 0.55 mm at 40x.
const COUNTING: CountingArea = { by: 'area', areaMm2: 2.2, fields: 10, fieldMm: 0.55 };

const pageSchema = z.object({
  /** Null while the user never opened or closed one. */
  panel: z.enum(['controls', 'diagnostics', 'case', 'map', 'measures', 'selfTest', 'models']).nullable(),
  /** The guided story was gone through or skipped. */
  welcomed: z.boolean(),
  /** Step of it that comes next. */
  storyStep: z.int().min(0).max(9).optional(),
  /** WCAG 2.1.4: shortcuts of one key can be switched off. */
  shortcuts: z.boolean(),
  /** Keep the last ten seconds of the live view in memory. */
  replay: z.boolean().default(true),
  /** Regions with a shorter longest diameter are not listed, um. */
  smallestRegionUm: z.number().min(0).max(1e5).default(0),
  /** How large the frame is that mitoses are counted in. */
  counting: z
    .object({
      by: z.enum(['area', 'fields']),
      areaMm2: z.number().min(0.001).max(1000),
      fields: z.int().min(1).max(1000),
      fieldMm: z.number().min(0.05).max(5),
    })
    .default(COUNTING),
});

const sections = {
  overlay: overlaySchema,
  source: sourceSchema,
  /** By camera: device id, or the kind of source where there is none. */
  cameras: recordOf(z.string().max(500), cameraSchema, 500),
  /** um/px by camera and objective. */
  scales: recordOf(z.string().max(600), z.number().min(MIN_UM_PER_PX).max(MAX_UM_PER_PX), 5000),
  profiles: listOf(calibrationProfileSchema, 200),
  flatFields: listOf(flatFieldSchema, MAX_FLAT_FIELDS),
  page: pageSchema,
} as const;

export interface Preferences {
  readonly overlay: z.infer<typeof overlaySchema>;
  readonly source: z.infer<typeof sourceSchema>;
  readonly cameras: z.infer<typeof sections.cameras>;
  readonly scales: z.infer<typeof sections.scales>;
  /** Measured um/px. */
  readonly profiles: readonly CalibrationProfile[];
  /** Flat field and white balance by light path. */
  readonly flatFields: readonly FlatField[];
  readonly page: z.infer<typeof pageSchema>;
}

export type PreferenceSection = keyof Preferences;
export const PREFERENCES_VERSION = 1;

export const DEFAULT_PREFERENCES: Preferences = {
  overlay: {
    heatmap: true,
    contours: true,
    // The heat is at most 29 % opaque then: nuclei are read through it.
    opacity: 0.4,
    colourMap: 'viridis',
    scaleBar: true,
    thresholds: {},
    models: {},
    hidden: {},
  },
  source: { kind: 'none' },
  cameras: {},
  scales: {},
  profiles: [],
  flatFields: [],
  page: {
    panel: null,
    welcomed: false,
    shortcuts: true,
    replay: true,
    smallestRegionUm: 0,
    counting: COUNTING,
  },
};

/** What a reset of all settings sets: neither measurements nor what the user entered for each camera. */
export function firstSettings(
  { overlay, cameras }: Preferences,
  panel: Preferences['page']['panel'],
): Partial<Preferences> {
  const told = ({ name, relay, models, setup }: Preferences['cameras'][string]) => ({
    ...(name !== undefined && { name }),
    ...(relay !== undefined && { relay }),
    ...(models !== undefined && { models }),
    ...(setup !== undefined && { setup }),
  });
  return {
    overlay: { ...DEFAULT_PREFERENCES.overlay, models: overlay.models },
    cameras: Object.fromEntries(Object.entries(cameras).map(([key, camera]) => [key, told(camera)])),
    page: { ...DEFAULT_PREFERENCES.page, welcomed: true, panel },
  };
}

export interface ParsedPreferences {
  readonly preferences: Preferences;
  /** False where nothing was remembered: the first visit. */
  readonly remembered: boolean;
  /** Sections that could not be read and are back to their defaults. */
  readonly lost: readonly (PreferenceSection | 'all')[];
}

/** Reads what was stored. Each section that is wrong falls back alone. */
export function parsePreferences(stored: string | null): ParsedPreferences {
  if (stored === null) return { preferences: DEFAULT_PREFERENCES, remembered: false, lost: [] };
  let value: unknown;
  try {
    value = JSON.parse(stored);
  } catch {
    value = null;
  }
  const envelope = z
    .object({ version: z.literal(PREFERENCES_VERSION) })
    .loose()
    .safeParse(value);
  if (!envelope.success) return { preferences: DEFAULT_PREFERENCES, remembered: true, lost: ['all'] };
  const lost: PreferenceSection[] = [];
  const read = <Name extends PreferenceSection>(name: Name, schema: z.ZodType<Preferences[Name]>) => {
    const section = envelope.data[name];
    if (section === undefined) return DEFAULT_PREFERENCES[name];
    const result = schema.safeParse(section);
    if (result.success) return result.data;
    lost.push(name);
    return DEFAULT_PREFERENCES[name];
  };
  const preferences: Preferences = {
    overlay: read('overlay', sections.overlay),
    source: read('source', sections.source),
    cameras: read('cameras', sections.cameras),
    scales: read('scales', sections.scales),
    profiles: read('profiles', sections.profiles),
    flatFields: read('flatFields', sections.flatFields),
    page: read('page', sections.page),
  };
  return { preferences, remembered: true, lost };
}

/** Text of each section as it was last written: a slider that moves does not write all flat fields again. */
const texts = new WeakMap<object, string>();

function textOf(section: object): string {
  const text = texts.get(section) ?? JSON.stringify(section);
  texts.set(section, text);
  return text;
}

export function serialisePreferences(preferences: Preferences): string {
  const entries = Object.entries(preferences).map(([name, section]) => `"${name}":${textOf(section)}`);
  return `{"version":${PREFERENCES_VERSION},${entries.join(',')}}`;
}
