import type { LoadedManifest } from '../models';

/** What is drawn over the tissue. Kept by OverlaySettings; what is remembered of it is in the preferences. */
export interface OverlaySlice {
  readonly models: readonly LoadedManifest[];
  /** Model switches that the address set; they hold until they are changed by hand, and are not remembered. */
  readonly linkedModels: Readonly<Record<string, boolean>>;
  /** Layer that the threshold slider sets where several models are on. */
  readonly selectedLayer: string | null;
  readonly frozen: boolean;
  /** The key that shows the bare tissue is held. */
  readonly bare: boolean;
}

export const NO_OVERLAY: OverlaySlice = {
  models: [],
  linkedModels: {},
  selectedLayer: null,
  frozen: false,
  bare: false,
};
