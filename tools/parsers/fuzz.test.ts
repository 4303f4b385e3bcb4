import { expect, test } from 'vitest';
import { faultOf, fuzzed } from './fuzz';

/** Seeds that once led to a fault: `[reader, seed]`. */
const KEPT: readonly (readonly [string, number])[] = [
  // A JPEG tile of no bytes: an error without a type.
  ['TIFF, tags', 20786003866],
];

test('damaged input is read or refused by name, whatever the reader', async () => {
  const faults: string[] = [];
  for (const reader of await fuzzed()) {
    const kept = KEPT.filter(([name]) => name === reader.name).map(([, seed]) => seed);
    for (const seed of [...kept, ...Array.from({ length: Math.ceil(400 * reader.share) }, (_, k) => k)]) {
      const fault = await faultOf(reader, seed);
      if (fault) faults.push(`${reader.name}, seed ${seed}: ${fault}`);
    }
  }
  expect(faults).toEqual([]);
});
