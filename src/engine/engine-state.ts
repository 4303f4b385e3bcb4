import type { SlideName } from '../domain/slide';
import { Epoch } from './epoch';
import type { FrameFacts } from './provenance';
import type { EngineSettings } from './settings';

/** What the engine works on now. Each part of the engine reads it; commands and the frame loop write it. */
export class EngineState {
  readonly epoch = new Epoch();
  /** Null before the start. */
  settings: EngineSettings | null = null;
  hasSource = false;
  /** Number of the source, as the page gave it. */
  attachment = 0;
  /** Name of the source, which goes into every capture. */
  sourceLabel = '';
  /** The slide that frames are of; null before one was begun. */
  slide: SlideName | null = null;
  /** What is known of the newest frame that was taken in; null before the first of a source. */
  frame: FrameFacts | null = null;
  /** False while the page is in a hidden tab. */
  visible = true;

  get frozen(): boolean {
    return this.settings?.frozen ?? false;
  }
}
