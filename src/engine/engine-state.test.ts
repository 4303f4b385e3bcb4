import { expect, test } from 'vitest';
import { EngineState } from './engine-state';
import { settingsAt } from './testing/held-engine';

test('frozen is what the settings say, and false before there are any', () => {
  const state = new EngineState();
  expect(state).toMatchObject({ frozen: false, frame: null, slide: null });
  state.settings = settingsAt(1, true, true);
  expect(state.frozen).toBe(true);
});
