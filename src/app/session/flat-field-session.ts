import { toErrorReport } from '../../domain/errors';
import type { FlatField } from '../../domain/flat-field';
import type { EngineClient } from '../../engine/port';
import type { LightDrift } from '../../optics/flat-field/drift';
import { t } from '../i18n/i18n';
import { sameLightPath, withFlatField } from '../state/flat-fields';
import { currentFlatField, lightPath } from '../state/selectors';
import type { AppStore } from '../state/store';

const TOPIC = 'flat-field';
const DRIFT_TOPIC = 'light-drift';

/** Takes, removes and takes back the flat field of the open source. */
export class FlatFieldSession {
  constructor(
    private readonly store: AppStore,
    private readonly client: () => EngineClient | null,
    private readonly newId: () => string = () => crypto.randomUUID(),
  ) {}

  /** Whether a blank field can be taken now. */
  get canTake(): boolean {
    const { state } = this.store;
    return (
      lightPath(state) !== null && state.frame !== null && !state.frozen && state.flatField.progress === null
    );
  }

  async take(): Promise<void> {
    const path = lightPath(this.store.state);
    const client = this.client();
    if (!path || !client || !this.canTake) return;
    this.store.page.dismissTopic(TOPIC);
    this.#patch({ progress: 0 });
    try {
      const measured = await client.takeBlank();
      const { camera, relay, objective } = path;
      // Another objective or source meanwhile: what was measured belongs to neither.
      if (!sameLightPath(lightPath(this.store.state), path)) return;
      this.#change((flatFields) =>
        withFlatField(flatFields, {
          ...measured,
          ...{ schema: 1, id: this.newId(), camera, relay, objective },
          createdAt: new Date().toISOString(),
        }),
      );
    } catch (cause) {
      const report = toErrorReport(cause, {
        code: 'blank-no-frames',
        message: t('flatField.failed'),
        remedy: t('notices.retry'),
      });
      this.store.page.notify({ tone: 'error', report, ways: [], topic: TOPIC });
    } finally {
      this.#patch({ progress: null });
    }
  }

  /** Forgets the flat field in force. */
  remove(): void {
    const current = currentFlatField(this.store.state);
    if (current) this.#change((flatFields) => flatFields.filter(({ id }) => id !== current.id));
  }

  /** Takes back the last blank field or removal of this visit. */
  undo(): void {
    this.store.history.undo('flat-field');
  }

  progressed(fraction: number): void {
    if (this.store.state.flatField.progress !== null) this.#patch({ progress: fraction });
  }

  /** Says that the light is not what it was; takes it back when it is again. */
  drifted(drift: readonly LightDrift[]): void {
    const [first] = drift;
    if (!first) {
      this.store.page.dismissTopic(DRIFT_TOPIC);
      return;
    }
    const report = { message: t(`flatField.drift.${first}`), remedy: t('flatField.driftRemedy') };
    this.store.page.notify({ tone: 'note', report, ways: [], topic: DRIFT_TOPIC });
  }

  #change(change: (flatFields: readonly FlatField[]) => readonly FlatField[]): void {
    this.store.optics.setFlatFields(change(this.store.state.preferences.flatFields));
  }

  #patch(change: Partial<AppStore['state']['flatField']>): void {
    this.store.slice('flatField').patch(change);
  }
}
