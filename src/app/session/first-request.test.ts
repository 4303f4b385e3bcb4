import { expect, test } from 'vitest';
import { firstRequest } from './first-request';

const demo = { kind: 'simulated', slide: 'lymph-node-tissue', seed: 7, objective: 10, tour: true };
const none = { kind: 'none' } as const;

test('the first visit runs the demo, real tissue, with its tour', () => {
  expect(firstRequest({}, none, false, false)).toEqual(demo);
});

test('who asks for the simulated microscope, a seed or 40x gets the simulated slide', () => {
  for (const link of [{ source: 'simulated' }, { seed: 7 }, { objective: 40 }] as const)
    expect(firstRequest(link, none, false, false)).toMatchObject({
      slide: 'lymph-node',
      ...('objective' in link && link),
    });
  const tissue = { kind: 'simulated', slide: 'prostate-tissue', seed: 7 } as const;
  expect(firstRequest({ objective: 20 }, tissue, true, false)).toMatchObject({ slide: 'prostate-tissue' });
});

test('the address comes first', () => {
  const last = { kind: 'camera', deviceId: 'abc' } as const;
  expect(
    firstRequest({ source: 'simulated', slide: 'prostate', seed: 3, tour: false }, last, true, true),
  ).toEqual({
    kind: 'simulated',
    slide: 'prostate',
    seed: 3,
    objective: 10,
    tour: false,
  });
  expect(firstRequest({ slide: 'prostate' }, last, true, true)).toMatchObject({ slide: 'prostate' });
  expect(firstRequest({ source: 'camera' }, none, false, false)).toEqual({ kind: 'camera' });
  expect(firstRequest({ source: 'none' }, last, true, true)).toBeNull();
});

test('the address says how the microscope runs', () => {
  const size = { width: 640, height: 360 };
  expect(firstRequest({ stage: 'untold', frameRate: 8, frameSize: size }, none, false, false)).toEqual({
    ...demo,
    options: { untold: true, framesPerSecond: 8, size },
  });
});

test('what was used last is opened again', () => {
  expect(firstRequest({}, { kind: 'simulated', slide: 'prostate', seed: 9 }, true, false)).toMatchObject({
    slide: 'prostate',
    seed: 9,
  });
  expect(firstRequest({}, { kind: 'camera', deviceId: 'abc' }, true, true)).toEqual({
    kind: 'camera',
    deviceId: 'abc',
  });
});

test('a remembered camera is not asked for without permission: the user chooses', () => {
  expect(firstRequest({}, { kind: 'camera', deviceId: 'abc' }, true, false)).toBeNull();
});
