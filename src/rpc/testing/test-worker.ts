import { serve } from '../serve';

/** A worker that comes to harm in every way, for the tests. */
export interface HarmCalls {
  double(value: number): number;
  /** Throws outside of any call. */
  throwLater(): null;
  /** Ends itself, which raises no event anywhere. */
  closeItself(): null;
  /** Does nothing else for so long, ms. */
  block(ms: number): string;
  never(): null;
}

serve<HarmCalls>(self, {
  double: (value) => 2 * value,
  throwLater: () => {
    setTimeout(() => {
      throw new Error('thrown outside of any call');
    });
    return null;
  },
  closeItself: () => {
    self.close();
    return null;
  },
  block: (ms) => {
    const until = performance.now() + ms;
    while (performance.now() < until);
    return 'free again';
  },
  never: () => new Promise(() => {}),
});
