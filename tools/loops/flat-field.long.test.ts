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
} from './flat-field';

describe('in random settings', () => {
  test.each(SETTINGS.slice(8))(
    'vignetting $vignetting, $lampKelvin K, noise $noise, $dust specks',
    expectEven,
  );
});

describe('takes no field with tissue for glass', () => {
  test.each(FIELDS.slice(12))('slide $slide at $share, $objective x, $focusUm um', expectRefused);
});

test('tissue in the right light raises no alarm, wherever it lies', () => {
  const { simulation, frame, take } = microscope();
  const light = { vignetting: 0.3, lampKelvin: 3200 };
  simulation.set({ stage: { x: 0, y: 0 }, ...light });
  const flat = take();
  const { widthUm = 0, heightUm = 0 } = SLIDES[0] ?? {};
  for (let i = 0; i < 40; i++) {
    simulation.set({ stage: { x: widthUm * random(), y: heightUm * random() } });
    expect(lightDrift(corrected(frame(), flat))).toEqual([]);
  }
});
