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
  /** The same, and says now and then that it goes on. */
  toil(ms: number): string;
  never(): null;
}

const { signOfLife } = serve<HarmCalls>(self, {
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
  toil: (ms) => {
    const until = performance.now() + ms;
    while (performance.now() < until) signOfLife();
    return 'done';
  },
  never: () => new Promise(() => {}),
});
