import { expect, test } from 'vitest';
import { faultOf, fuzzed } from './fuzz';

/** Inputs in all; `RETICLE_FUZZ_INPUTS` names more or less. */
const INPUTS = Number(process.env.RETICLE_FUZZ_INPUTS ?? 100_000);
/** Where the seeds begin: another number each day, printed; `RETICLE_FUZZ_SEED` runs one again. */
const FIRST = Number(process.env.RETICLE_FUZZ_SEED ?? Math.floor(Date.now() / 86_400_000) * 1_000_000);

test('damaged input of every reader is read or refused by name', { timeout: 1_800_000 }, async () => {
  const faults: string[] = [];
  let inputs = 0;
  for (const reader of await fuzzed()) {
    const count = Math.ceil(INPUTS * reader.share);
    const begun = performance.now();
    for (let k = 0; k < count; k++, inputs++) {
      const fault = await faultOf(reader, FIRST + k);
      if (fault) faults.push(`['${reader.name}', ${FIRST + k}]: ${fault}`);
    }
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    console.info(
      `${reader.name}: seeds ${FIRST} to ${FIRST + count - 1}, ${seconds} s, faults so far ${faults.length}`,
    );
  }
  console.info(`${inputs} inputs. Seeds with faults go into KEPT of fuzz.test.ts.`);
  expect(faults).toEqual([]);
  expect(inputs).toBeGreaterThanOrEqual(INPUTS);
});
