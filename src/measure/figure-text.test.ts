import { describe, expect, test } from 'vitest';
import type { Measurement } from '../domain/measurement';
import { figureText } from './figure-text';

const figure = (value: number, unit: Measurement['unit'], uncertainty: number | null): Measurement => ({
  subject: { kind: 'annotation', id: 'a' },
  quantity: 'length',
  value,
  unit,
  uncertainty,
});

describe('figureText', () => {
  test.each([
    [figure(123.456, 'um', 1.234), { value: '123.5', uncertainty: '1.2', unit: 'µm' }],
    [figure(12_345.6, 'um', 246.9), { value: '12.35', uncertainty: '0.25', unit: 'mm' }],
    [figure(2_200_000, 'um2', 0), { value: '2.2', uncertainty: '0', unit: 'mm²' }],
    [figure(10_000, 'um2', 400), { value: '0.01000', uncertainty: '0.00040', unit: 'mm²' }],
    [figure(9999, 'um2', null), { value: '9999', uncertainty: null, unit: 'µm²' }],
    [figure(0.123456, 'um', null), { value: '0.123', uncertainty: null, unit: 'µm' }],
    [figure(41, '1', 0), { value: '41', uncertainty: null, unit: '' }],
    [figure(18.6363, '/mm2', 0.3727), { value: '18.64', uncertainty: '0.37', unit: '/mm²' }],
  ])('%o', (given, shown) => {
    expect(figureText(given)).toEqual(shown);
  });

  test('what is shown differs from the figure by at most a twentieth of its uncertainty', () => {
    for (let k = 0; k < 400; k++) {
      // Golden ratio steps cover ten decades evenly.
      const value = 10 ** (((k * 0.618034) % 1) * 10 - 3);
      const relative = 10 ** (((k * 0.754878) % 1) * -4);
      const { value: text, uncertainty } = figureText(figure(value, 'um', value * relative));
      const factor = value >= 1000 ? 1e-3 : 1;
      const half = value * factor * relative;
      expect(Math.abs(Number(text) - value * factor)).toBeLessThan(0.0501 * half);
      expect(Math.abs(Number(uncertainty) - half)).toBeLessThan(0.0501 * half);
    }
  });
});

test('figures of one unit in a table are told in one unit', () => {
  const area = (value: number) => figure(value, 'um2', null);
  const [small, large] = [area(1500), area(342_000)];
  expect(figureText(small).unit).toBe('µm²');
  expect(figureText(small, [small, large])).toMatchObject({ value: '0.00150', unit: 'mm²' });
  expect(figureText(large, [small, large])).toMatchObject({ value: '0.342', unit: 'mm²' });
});
