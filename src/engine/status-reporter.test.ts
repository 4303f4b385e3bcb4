import { expect, test } from 'vitest';
import { FieldCounter } from '../domain/field-counts';
import type { TrackedField } from '../domain/tracking';
import { EngineState } from './engine-state';
import { NOTHING_EXAMINED } from './inference/examination';
import type { EngineStatus } from './port';
import { StatusReporter } from './status-reporter';
import { activeModel, settingsFor } from './test-models';

const LOST: TrackedField = {
  ...{ centre: { x: 0, y: 0 }, umPerPx: 1, confidence: 0, island: 0, shiftPx: { x: 0, y: 0 } },
};

function tissue() {
  const counter = new FieldCounter();
  counter.add(false, 'assessed');
  return counter.counts;
}

function reporter() {
  const state = new EngineState();
  const sent: EngineStatus[] = [];
  let tracked: TrackedField | null = null;
  const subject = {
    state,
    recovery: {
      recovering: false,
      get pipeline() {
        return { tracked: () => tracked } as never;
      },
    },
    inference: {
      active: [activeModel()],
      settled: true,
      examination: { ...NOTHING_EXAMINED, picture: tissue() },
    },
    tracking: { scaleInDoubt: false },
    freshness: { stale: null, flow: 'steady' as const },
    silences: { first: null },
  };
  return {
    state,
    sent,
    subject,
    reporter: new StatusReporter(subject, (status) => sent.push(status)),
    track: (field: TrackedField | null) => {
      tracked = field;
    },
  };
}

test('nothing is told before the start, and then each status once', () => {
  const { state, sent, reporter: status, subject } = reporter();
  status.report();
  expect(sent).toEqual([]);
  state.settings = settingsFor(subject.inference.active);
  status.report();
  status.report();
  expect(sent.map(({ code }) => code)).toEqual(['no-source']);
  state.hasSource = true;
  status.report();
  expect(sent.map(({ code }) => code)).toEqual(['no-source', 'waiting-for-frame']);
});

test('a track that is lost on tissue is told; blank glass has none to lose', () => {
  const { state, sent, reporter: status, subject, track } = reporter();
  state.settings = settingsFor(subject.inference.active);
  state.hasSource = true;
  const size = { width: 640, height: 480 };
  state.frame = { size, umPerPx: 1, objective: 10, known: true, capturedAt: 1 };
  track({ ...LOST, structured: false });
  status.report();
  expect(sent.at(-1)?.code).not.toBe('tracking-lost');
  track(LOST);
  status.report();
  expect(sent.at(-1)?.code).toBe('tracking-lost');
});

test('once it is known that nothing can run the models, none is on; until then they are prepared', () => {
  const { state, sent, reporter: status, subject } = reporter();
  state.settings = settingsFor(subject.inference.active);
  state.hasSource = true;
  state.frame = {
    size: { width: 640, height: 480 },
    umPerPx: 1,
    objective: 10,
    known: false,
    capturedAt: 0,
  };
  subject.inference.settled = false;
  status.report();
  subject.inference.active = [];
  subject.inference.settled = true;
  status.report();
  expect(sent.map(({ code }) => code)).toEqual(['warming-up', 'no-model']);
});
