import { expect, test } from 'vitest';
import type { FramePixels } from '../../engine/port';
import { selfTest } from '../../optics/self-test/checks';
import { t } from '../i18n/i18n';
import { FakeEngine, fakeModel, testReticle } from '../test-reticle';
import type { PictureMeasures } from './measure-in-worker';
import { selfTestReport } from './self-test-report';
import { maxBlurOf, SelfTestSession } from './self-test-session';

const pixels: FramePixels = { width: 2, height: 1, rgba: new Uint8ClampedArray(8) };
const blank = { mean: [0.9, 0.9, 0.9], cast: 0, evenness: 1, clipped: 0, noise: 0, structured: 0 } as const;
const target = { umPerPx: 1, blurUm: [0.4, 0.5, 0.6], tint: 0 };
const good: PictureMeasures = { blank: async () => blank, target: async () => ({ target }) };

async function page(measures: PictureMeasures = good) {
  const { reticle } = testReticle();
  await reticle.sources.open({ kind: 'simulated', slide: 'micrometer', seed: 7, objective: 10, tour: false });
  const { store } = reticle;
  store.patch({
    frame: { width: 1280, height: 720, umPerPx: 1, objective: 10 },
    engine: { ...store.state.engine, phase: 'running' },
  });
  const engine = new FakeEngine();
  engine.framePixels = async () => pixels;
  const session = new SelfTestSession(store, { client: () => engine, measures, visible: () => true });
  const verdicts = () =>
    Object.fromEntries(
      selfTest({ ...session.state.measured, maxBlurUm: maxBlurOf(store.state) }).map(({ id, verdict }) => [
        id,
        verdict,
      ]),
    );
  return { store, session, verdicts };
}

test('each part fills its own checks', async () => {
  const { session, verdicts } = await page();
  await session.measure('target');
  expect(verdicts()).toMatchObject({ scale: 'pass', focus: 'pass', blank: 'not-run', latency: 'not-run' });
  await session.measure('blank');
  expect(verdicts()).toMatchObject({ scale: 'pass', blank: 'pass' });
  expect(session.state.working).toBeNull();
});

test('what belongs to other optics is dropped, also while it is being measured', async () => {
  let finish: (answer: typeof blank) => void = () => undefined;
  const { store, session } = await page({
    ...good,
    blank: () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  });
  await session.measure('target');
  store.patch({ frame: { width: 1280, height: 720, umPerPx: 0.5, objective: 20 } });
  expect(session.state).toMatchObject({ outdated: true, measured: { target: null } });

  const measuring = session.measure('blank');
  await Promise.resolve();
  store.patch({ frame: { width: 1280, height: 720, umPerPx: 1, objective: 10 } });
  finish(blank);
  await measuring;
  expect(session.state.measured.blank).toBeNull();
  expect(session.state.working).toBeNull();
});

test('a part that fails says why and keeps no older figure', async () => {
  let answer: Awaited<ReturnType<PictureMeasures['target']>> = { target };
  const { session } = await page({
    target: async () => answer,
    blank: () => Promise.reject(new Error('worker failed')),
  });
  await session.measure('target');
  answer = { problem: 'no-graduations' };
  await session.measure('target');
  expect(session.state.measured.target).toBeNull();
  expect(session.state.measuredAt.target).toBeNull();
  expect(session.state.problem?.report).toMatchObject({
    message: t('selfTest.problems.no-graduations.message'),
    remedy: t('selfTest.problems.no-graduations.remedy'),
  });
  await session.measure('blank');
  expect(session.state.problem).toMatchObject({ part: 'blank', report: { code: 'self-test-failed' } });
  expect(session.state.problem?.report.message).toContain('worker failed');
});

test('a frozen picture is not measured', async () => {
  const { store, session } = await page();
  store.patch({ frozen: true });
  await session.measure('blank');
  expect(session.state.measuredAt.blank).toBeNull();
});

test('the least tolerant model that is on sets the blur', async () => {
  const { store } = await page();
  expect(maxBlurOf(store.state)).toBeNull();
  const loaded = fakeModel('lymph-node-metastasis', 'metastasis');
  const quality = { maxDefocusUm: 1.5, minBrightness: 0.6, maxBrightness: 1.4 };
  const model = { ...loaded, manifest: { ...loaded.manifest, quality } };
  store.patch({ models: [model], linkedModels: { 'lymph-node-metastasis': true } });
  expect(maxBlurOf(store.state)).toBe(1.5);
  store.patch({ linkedModels: { 'lymph-node-metastasis': false } });
  expect(maxBlurOf(store.state)).toBeNull();
});

test('the report says what to do where a check did not pass', async () => {
  const { store, session } = await page({
    ...good,
    target: async () => ({ target: { ...target, umPerPx: 2 } }),
  });
  await session.measure('target');
  const report = selfTestReport(session.state, store.state, null, {
    version: '1.2.3',
    browser: 'test',
    createdAt: '2026-01-01T00:00:00.000Z',
  });
  const of = (id: string) => report.checks.find((check) => check.id === id);
  expect(report.verdict).toBe('fail');
  expect(report.software).toBe('Reticle 1.2.3');
  expect(of('scale')).toMatchObject({
    figure: 50,
    verdict: 'fail',
    advice: expect.stringContaining('Calibrate'),
  });
  expect(of('focus')).toMatchObject({ verdict: 'pass', advice: null });
  expect(of('latency')).toMatchObject({ verdict: 'not-run', figure: null });
});
