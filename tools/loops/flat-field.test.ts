import { describe, expect, test } from 'vitest';
import { lightDrift } from '../../src/optics/flat-field/drift';
import {
  corrected,
  expectEven,
  expectRefused,
  FIELDS,
  microscope,
  random,
  SETTINGS,
  SLIDES,
  uniformity,
} from './flat-field';

/** The first settings and fields of the loop; flat-field.long.test.ts has the others. */

test('30% vignetting, a warm lamp and noise: uniform to 2%, neutral to 1%', () => {
  const { simulation, frame, take } = microscope();
  simulation.set({ stage: { x: 0, y: 0 }, vignetting: 0.3, lampKelvin: 3200, noise: 0.01 });
  const flat = take();
  expect(flat.before.cast).toBeGreaterThan(0.4);
  expect(flat.before.nonUniformity).toBeGreaterThan(0.12);
  expect(flat.after.nonUniformity).toBeLessThan(0.02);
  expect(flat.after.cast).toBeLessThan(0.01);
  const later = uniformity(corrected(frame(), flat));
  expect(later.nonUniformity).toBeLessThan(0.02);
  expect(later.cast).toBeLessThan(0.01);
});

describe('in random settings', () => {
  test.each(SETTINGS.slice(0, 8))(
    'vignetting $vignetting, $lampKelvin K, noise $noise, $dust specks',
    expectEven,
  );
});

describe('takes no field with tissue for glass', () => {
  test.each(FIELDS.slice(0, 12))('slide $slide at $share, $objective x, $focusUm um', expectRefused);
});

test('the drift alarm: tissue in the right light raises none, a changed lamp does', () => {
  const { simulation, frame, take } = microscope();
  simulation.set({ stage: { x: 0, y: 0 }, vignetting: 0.3, lampKelvin: 3200 });
  const flat = take();
  const look = () => lightDrift(corrected(frame(), flat));
  simulation.set({ lampKelvin: 3600 });
  expect(look()).toContain('colour');
  simulation.set({ lampKelvin: 3200, lamp: 0.75 });
  expect(look()).toContain('brightness');
  simulation.set({ lamp: 1, vignetting: 0.05 });
  expect(look()).toContain('shading');
  simulation.set({ vignetting: 0.3 });
  const { widthUm = 0, heightUm = 0 } = SLIDES[0] ?? {};
  for (let i = 0; i < 12; i++) {
    simulation.set({ stage: { x: widthUm * random(), y: heightUm * random() } });
    expect(look() ?? []).toEqual([]);
  }
});
