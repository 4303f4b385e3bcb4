import { shallow } from 'zustand/shallow';
import type { Devices, StageAlignment } from '../../domain/devices';
import type { PointUm, RectUm } from '../../domain/geometry';

/** What the devices that are there say, as the page shows it; null: there is no such device. */
export interface DeviceView {
  readonly stage: {
    /** um, along the axes of the stage. */
    readonly position: PointUm;
    readonly limits: RectUm | null;
    /** Null: not measured, so the stage cannot follow the picture. */
    readonly alignment: StageAlignment | null;
  } | null;
  readonly turret: { readonly objective: number; readonly objectives: readonly number[] } | null;
  readonly light: {
    /** 1 is right, 0..2. */
    readonly brightness: number;
    /** K */
    readonly temperature: { readonly value: number; readonly min: number; readonly max: number } | null;
  } | null;
  /** um from where it was at rest. */
  readonly focus: { readonly offset: number; readonly rangeUm: number } | null;
}

export const NO_DEVICES: DeviceView = { stage: null, turret: null, light: null, focus: null };

export function deviceView({ stage, stageAlignment, turret, light, focus }: Devices): DeviceView {
  const temperature = light?.temperature;
  return {
    stage: stage
      ? { position: stage.position(), limits: stage.limits ?? null, alignment: stageAlignment ?? null }
      : null,
    turret: turret ? { objective: turret.objective(), objectives: turret.objectives } : null,
    light: light
      ? {
          brightness: light.brightness(),
          temperature: temperature
            ? { value: temperature.value(), min: temperature.min, max: temperature.max }
            : null,
        }
      : null,
    focus: focus ? { offset: focus.offset(), rangeUm: focus.rangeUm } : null,
  };
}

/** The newer view, with the older one's objects where nothing in them has changed; the older one where nothing has. */
export function keepUnchanged(older: DeviceView, newer: DeviceView): DeviceView {
  const pick = <Part>(before: Part, after: Part) => (same(before, after) ? before : after);
  const kept: DeviceView = {
    stage: pick(older.stage, newer.stage),
    turret: pick(older.turret, newer.turret),
    light: pick(older.light, newer.light),
    focus: pick(older.focus, newer.focus),
  };
  return shallow(kept, older) ? older : kept;
}

function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const before = new Map<string, unknown>(Object.entries(one));
  const after = Object.entries(other);
  return before.size === after.length && after.every(([key, value]) => same(before.get(key), value));
}
