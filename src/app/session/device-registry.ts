import type { Devices } from '../../domain/devices';
import { deviceView, keepUnchanged } from '../state/device-view';
import type { AppStore } from '../state/store';

/**
 * The devices at hand, wherever they come from. Of two of a kind the one that was attached last is used, such as
 * a stage on a serial port in place of the source's own.
 */
export class DeviceRegistry {
  #attached: readonly Devices[] = [];
  #current: Devices = {};
  #stop: (() => void)[] = [];

  constructor(private readonly store: AppStore) {}

  get current(): Devices {
    return this.#current;
  }

  /** Returns what takes them away again. */
  attach(devices: Devices): () => void {
    this.#attached = [...this.#attached, devices];
    this.#refresh();
    return () => {
      this.#attached = this.#attached.filter((each) => each !== devices);
      this.#refresh();
    };
  }

  #refresh(): void {
    for (const stop of this.#stop) stop();
    this.#current = this.#attached.reduce<Devices>(replaced, {});
    const { stage, turret, light, focus } = this.#current;
    const tell = () => {
      const { devices: before } = this.store.state;
      const devices = keepUnchanged(before, deviceView(this.#current));
      if (devices !== before) this.store.patch({ devices });
    };
    this.#stop = [stage, turret, light, focus].flatMap((device) => (device ? [device.subscribe(tell)] : []));
    tell();
  }
}

/** A stage takes its own alignment along, measured or not. */
function replaced(before: Devices, { stage, stageAlignment, ...others }: Devices): Devices {
  if (!stage) return { ...before, ...others };
  const { stageAlignment: _, ...rest } = before;
  return { ...rest, ...others, stage, ...(stageAlignment && { stageAlignment }) };
}
