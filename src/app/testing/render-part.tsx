import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import { onTestFinished } from 'vitest';
import { render } from 'vitest-browser-react';
import { openStore } from '../../capture/open-store';
import { bindKeyboard } from '../actions/keyboard';
import type { ReticlePorts } from '../compose';
import '../i18n/i18n';
import { ReticleContext } from '../reticle-context';
import '../styles/index.css';
import { testReticle } from '../test-reticle';

export const FRAME = { width: 1280, height: 720, umPerPx: 1, objective: 10 } as const;

/** A part of the page on a store of records of its own, with fakes for engine and sources, and the keyboard bound. */
export async function renderPart(part: ReactNode, ports: Partial<ReticlePorts> = {}) {
  const records = await openStore(`part ${crypto.randomUUID()}`);
  onTestFinished(() => records.close());
  const { reticle, engines } = testReticle('', { openCaseStore: async () => records, ...ports });
  onTestFinished(bindKeyboard(reticle.actions));
  const screen = await render(
    <ReticleContext value={reticle}>
      <Tooltip.Provider>{part}</Tooltip.Provider>
    </ReticleContext>,
  );
  const { store } = reticle;
  /** Opens the simulated microscope, with a frame on screen. */
  const openDemo = async () => {
    await reticle.sources.openDemo();
    store.patch({ frame: FRAME });
  };
  return { reticle, store, engines, records, screen, openDemo };
}
