import type { SilenceBoard } from '../rpc/silence-board';
import type { EngineState } from './engine-state';
import type { FieldPipeline } from './field-pipeline';
import type { Freshness } from './freshness';
import type { InferenceService } from './inference/inference-service';
import type { EngineStatus } from './port';
import { isEnabled } from './provenance';
import type { Recovery } from './recovery';
import { engineStatus } from './status';
import type { TrackingEvents } from './tracking-events';

export interface StatusSubject {
  readonly state: EngineState;
  readonly recovery: Pick<Recovery, 'recovering' | 'pipeline'>;
  readonly inference: Pick<InferenceService, 'active' | 'examination' | 'settled'>;
  readonly tracking: Pick<TrackingEvents, 'scaleInDoubt'>;
  readonly freshness: Pick<Freshness, 'stale' | 'flow'>;
  readonly silences: Pick<SilenceBoard, 'first'>;
}

/** Tells the page how the engine stands, whenever that has changed. */
export class StatusReporter {
  #last = '';

  constructor(
    private readonly subject: StatusSubject,
    private readonly send: (status: EngineStatus) => void,
  ) {}

  report(): void {
    const { state, recovery, inference, tracking, freshness, silences } = this.subject;
    const { settings, frame } = state;
    if (!settings) return;
    const { examination } = inference;
    const status = engineStatus({
      hasSource: state.hasSource,
      hasFrame: frame !== null,
      recovering: recovery.recovering,
      modelsReady: inference.settled,
      anyEnabled: inference.active.some(({ model }) => isEnabled(settings, model.manifest.id)),
      frozen: state.frozen,
      still: freshness.flow === 'still',
      stale: freshness.stale,
      silent: silences.first,
      umPerPx: frame?.umPerPx ?? null,
      scaleInDoubt: tracking.scaleInDoubt,
      trackingLost: isLost(recovery.pipeline),
      examination,
    });
    const key = JSON.stringify([state.attachment, status]);
    if (key === this.#last) return;
    this.#last = key;
    this.send(status);
  }
}

/** Blank glass has no place to lose. */
function isLost(pipeline: Pick<FieldPipeline, 'tracked'> | null): boolean {
  const tracked = pipeline?.tracked();
  return tracked != null && tracked.confidence <= 0 && tracked.structured !== false;
}
