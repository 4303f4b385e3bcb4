import { expect, test, vi } from 'vitest';
import type { MapState } from '../../domain/slide-map';
import { FociAsker } from './foci-asker';

const layer = { modelId: 'm', classId: 'tumour', threshold: 0.5 };
const mapAt = (revision: number) => ({ revision }) as unknown as MapState;

function asker() {
  let now = 0;
  const answer = { foci: [], total: 3 };
  const client = { foci: vi.fn(async () => answer) };
  const made = new FociAsker(() => now);
  return {
    client,
    find: (revision: number, threshold = 0.5) =>
      made.find(client, { map: mapAt(revision), layer: { ...layer, threshold }, island: 0 }),
    pass: () => {
      now += 2000;
    },
    asker: made,
  };
}

test('foci are asked for again only when something is another, and not too often', async () => {
  const { client, find, pass } = asker();
  expect(await find(1)).toMatchObject({ total: 3 });
  pass();
  expect(await find(1)).toBeNull();
  expect(await find(2)).toMatchObject({ total: 3 });
  expect(await find(2, 0.7)).toBeNull();
  pass();
  expect(await find(2, 0.7)).toMatchObject({ total: 3 });
  expect(client.foci).toHaveBeenCalledTimes(3);
});

test('without a map, a class or an island there are none, and nobody is asked', async () => {
  const { client, asker: made } = asker();
  expect(await made.find(client, { map: null, layer, island: 0 })).toMatchObject({ total: 0 });
  expect(await made.find(client, { map: mapAt(1), layer: null, island: 0 })).toMatchObject({ foci: [] });
  expect(await made.find(client, { map: mapAt(1), layer, island: null })).toMatchObject({ foci: [] });
  expect(client.foci).not.toHaveBeenCalled();
});
