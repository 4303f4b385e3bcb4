import { shallow } from 'zustand/shallow';
import { type ErrorReport, toErrorReport } from '../../domain/errors';
import type { EngineClient } from '../../engine/port';
import type { MicrometerProblem } from '../../optics/calibration/micrometer';
import type { Measurements } from '../../optics/self-test/checks';
import { t } from '../i18n/i18n';
import type { AppState } from '../state/app-state';
import { currentFlatField, enabledLayers } from '../state/selectors';
import type { AppStore } from '../state/store';
import type { PictureMeasures } from './measure-in-worker';
import { measureTiming } from './measure-timing';
import { NOTHING_MEASURED, type Part, type SelfTestState } from './self-test-state';

export interface SelfTestPorts {
  readonly client: () => EngineClient | null;
  readonly measures: PictureMeasures;
  readonly visible: () => boolean;
}

/** Measures the bench tests one part at a time. Results hold for the optics that they were measured with. */
export class SelfTestSession {
  /** What the results were measured with. */
  #optics: readonly unknown[];

  constructor(
    private readonly store: AppStore,
    private readonly ports: SelfTestPorts,
  ) {
    this.#optics = opticsOf(store.state);
    store.api.subscribe((state) => {
      const optics = opticsOf(state);
      if (shallow(optics, this.#optics)) return;
      this.#optics = optics;
      const { measuredAt } = this.state;
      const had = Object.values(measuredAt).some((at) => at !== null);
      this.#patch({ ...NOTHING_MEASURED, outdated: had || this.state.outdated });
    });
  }

  get state(): SelfTestState {
    return this.store.state.selfTest;
  }

  async measure(part: Part): Promise<void> {
    const client = this.ports.client();
    if (!client || !canMeasure(this.store.state) || this.state.working !== null) return;
    const optics = this.#optics;
    this.#patch({ working: part, progress: null, problem: null, outdated: false });
    try {
      const measured = await this.#measure(part, client);
      // Other optics meanwhile: what was measured belongs to neither.
      if (optics !== this.#optics) return;
      const now = new Date().toISOString();
      if ('problem' in measured) this.#fail(part, measured.problem);
      else
        this.#patch({
          measured: { ...this.state.measured, ...measured },
          measuredAt: { ...this.state.measuredAt, [part]: now },
        });
    } catch (cause) {
      if (optics !== this.#optics) return;
      this.#fail(
        part,
        toErrorReport(cause, {
          code: 'self-test-failed',
          message: t('selfTest.failed'),
          remedy: t('notices.retry'),
        }),
      );
    } finally {
      if (this.state.working === part) this.#patch({ working: null, progress: null });
    }
  }

  async #measure(
    part: Part,
    client: EngineClient,
  ): Promise<Partial<Measurements> | { readonly problem: Pick<ErrorReport, 'message' | 'remedy'> }> {
    if (part === 'timing') {
      const timing = await measureTiming({
        diagnostics: () => client.diagnostics(),
        visible: this.ports.visible,
        progressed: (progress) => this.#patch({ progress }),
      });
      return timing ? { timing } : { problem: problemOf('hidden') };
    }
    const umPerPx = this.store.state.frame?.umPerPx ?? null;
    const pixels = await client.framePixels();
    if (!pixels) return { problem: problemOf('no-frame') };
    if (part === 'blank') return { blank: await this.ports.measures.blank(pixels) };
    const answer = await this.ports.measures.target(pixels);
    return 'problem' in answer ? { problem: problemOf(answer.problem) } : { target: answer.target, umPerPx };
  }

  /** A part that gave nothing keeps no older figure: it may be that of what is wrong now. */
  #fail(part: Part, report: Pick<ErrorReport, 'message' | 'remedy'>): void {
    const { measured, measuredAt } = this.state;
    this.#patch({
      measured: { ...measured, [part]: null },
      measuredAt: { ...measuredAt, [part]: null },
      problem: { part, report },
    });
  }

  #patch(change: Partial<SelfTestState>): void {
    this.store.slice('selfTest').patch(change);
  }
}

/** A held frame does not show the microscope as it is now. */
export const canMeasure = ({ frame, source, frozen, engine }: AppState): boolean =>
  frame !== null && source.phase === 'open' && !frozen && engine.phase === 'running';

/** Largest blur, sigma in um, that every model that is on bears; null where none is. */
export function maxBlurOf(app: AppState): number | null {
  const on = new Set(enabledLayers(app).map(({ modelId }) => modelId));
  const limits = app.models.flatMap(({ manifest }) =>
    on.has(manifest.id) ? [manifest.quality.maxDefocusUm] : [],
  );
  return limits.length > 0 ? Math.min(...limits) : null;
}

/** Whatever changes the light's way to the frame, or the scale in force. */
function opticsOf(state: AppState): readonly unknown[] {
  const { source, frame, objective } = state;
  return [
    source.phase === 'open' ? source.source.label : null,
    ...[frame?.width, frame?.height, frame?.umPerPx, frame?.objective, objective],
    currentFlatField(state)?.id,
  ];
}

const problemOf = (problem: MicrometerProblem | 'hidden' | 'no-frame') => ({
  message: t(`selfTest.problems.${problem}.message`),
  remedy: t(`selfTest.problems.${problem}.remedy`),
});
