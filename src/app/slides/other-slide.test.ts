import { expect, test } from 'vitest';
import { DEFAULT_PREFERENCES } from '../state/preferences';
import { AppStore } from '../state/store';
import { OtherSlide } from './other-slide';

function page(isContinued = false) {
  const app = new AppStore(DEFAULT_PREFERENCES);
  let now = 0;
  const question = new OtherSlide(app, { now: () => now });
  question.begun(isContinued);
  return {
    app,
    question,
    asking: () => app.state.capture.askingOtherSlide,
    /** Frames on an island, ten a second. */
    see(island: number, seconds: number, frozen = false) {
      for (let i = 0; i < seconds * 10; i++) {
        now += 100;
        question.placed({ centre: { x: 0, y: 0 }, umPerPx: 1, island, width: 10, height: 10, frozen });
      }
    },
    lose() {
      now += 100;
      question.placed(null);
    },
  };
}
const join = (from: number, into: number) => ({ from, into, offset: { x: 0, y: 0 } });

test('tissue that is not found to lie beside what is known is asked about after some seconds, once', () => {
  const { see, lose, asking, question } = page();
  see(0, 60);
  expect(asking()).toBe(false);
  lose();
  see(1, 4);
  expect(asking()).toBe(false);
  see(1, 3);
  expect(asking()).toBe(true);
  question.same();
  expect(asking()).toBe(false);
  see(1, 60);
  see(0, 10);
  see(1, 60);
  expect(asking()).toBe(false);
  see(2, 7);
  expect(asking()).toBe(true);
});

test('tissue that is found again in time is not asked about; found later, the question goes by itself', () => {
  const { see, asking, question } = page();
  see(0, 5);
  see(1, 4);
  question.joined(join(1, 0));
  see(0, 60);
  expect(asking()).toBe(false);
  see(2, 7);
  expect(asking()).toBe(true);
  question.joined(join(2, 0));
  expect(asking()).toBe(false);
});

test('the question goes when the stage comes back to what is known, and is not asked again for that loss', () => {
  const { see, asking } = page();
  see(0, 5);
  see(1, 7);
  expect(asking()).toBe(true);
  see(0, 1);
  expect(asking()).toBe(false);
  see(1, 20);
  expect(asking()).toBe(false);
});

test('a slide that is continued must be found: its first island is not taken for it', () => {
  const { see, asking, question } = page(true);
  see(5, 4);
  expect(asking()).toBe(false);
  question.joined(join(5, 2));
  see(2, 60);
  expect(asking()).toBe(false);
  const strange = page(true);
  strange.see(5, 7);
  expect(strange.asking()).toBe(true);
});

test('two new islands that belong together say nothing of the slide', () => {
  const { see, asking, question } = page();
  see(0, 5);
  see(1, 2);
  see(2, 2);
  question.joined(join(2, 1));
  see(1, 7);
  expect(asking()).toBe(true);
});

test('nothing is asked of a held frame, nor while the objective is in doubt', () => {
  const { see, asking, app } = page();
  see(0, 5);
  see(1, 20, true);
  expect(asking()).toBe(false);
  app.patch({ objectiveNotice: { kind: 'asking', from: 10, times: 2, candidates: [] } });
  see(1, 20);
  expect(asking()).toBe(false);
});

test('another slide begins without a question', () => {
  const { see, asking, question } = page();
  see(0, 5);
  see(1, 7);
  question.begun(false);
  expect(asking()).toBe(false);
  see(3, 60);
  expect(asking()).toBe(false);
});
