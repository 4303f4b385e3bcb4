import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { ReticleError } from '../domain/errors';
import { StepClock } from '../domain/testing/step-clock';
import { type ConnectOptions, connect } from './connect';
import { type Handlers, type ServeOptions, serve, transfer } from './serve';
import { SilenceBoard } from './silence-board';

interface Calls {
  double(value: number): number;
  fail(how: 'known' | 'unknown'): null;
  buffer(input: { data: Uint8Array<ArrayBuffer> }): Uint8Array<ArrayBuffer>;
  never(): null;
  steps(count: number): string;
  echo(input: unknown): unknown;
  /** Waits for `open(name)`. */
  gate(name: string): string;
}
interface Events {
  count: number;
}

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

function pair(options: Partial<ConnectOptions> = {}, serving: ServeOptions = {}) {
  const { port1, port2 } = new MessageChannel();
  const clock = new StepClock();
  const gates = new Map<string, () => void>();
  const began: string[] = [];
  const aborted: string[] = [];
  const handlers: Handlers<Calls> = {
    double: (value) => 2 * value,
    fail: (how) => {
      if (how === 'known') throw new ReticleError('model-failed', 'The model is odd.', 'Choose another.');
      throw new Error('odd');
    },
    buffer: ({ data }) => transfer(data, [data.buffer]),
    never: (_, { signal }) =>
      new Promise(() => signal.addEventListener('abort', () => aborted.push('never'))),
    steps: async (count, { progress }) => {
      for (let i = 1; i <= count; i++) progress(i / count, `step ${i}`);
      return 'done';
    },
    echo: (input) => (input === 'a function' ? () => {} : input),
    gate: (name) => {
      began.push(name);
      return new Promise((resolve) => gates.set(name, () => resolve(name)));
    },
  };
  const server = serve<Calls, Events>(port2, handlers, serving);
  const remote = connect<Calls, Events>(port1, { name: 'test worker', clock, ...options });
  ends.push(() => {
    remote.close();
    port2.close();
  });
  return { remote, server, clock, gates, began, aborted, port1, port2 };
}

test('answers reach their calls in any order', async () => {
  const { remote, gates, clock } = pair();
  const first = remote.call('gate', 'a');
  const second = remote.call('gate', 'b');
  expect(await remote.call('double', 4)).toBe(8);
  await clock.advance(0);
  gates.get('b')?.();
  expect(await second).toBe('b');
  gates.get('a')?.();
  expect(await first).toBe('a');
});

test('an error report rejects with the same ReticleError; anything else thrown with the fallback', async () => {
  const { remote } = pair({}, { fallback: (name) => ({ code: 'clip-failed', message: name, remedy: 'r' }) });
  const known = remote.call('fail', 'known');
  await expect(known).rejects.toBeInstanceOf(ReticleError);
  await expect(known).rejects.toMatchObject({ code: 'model-failed', remedy: 'Choose another.' });
  await expect(remote.call('fail', 'unknown')).rejects.toMatchObject({
    code: 'clip-failed',
    message: 'fail (odd)',
    remedy: 'r',
  });
  expect(await remote.call('double', 1)).toBe(2);
});

test('a name without a handler and a result that cannot be sent answer with an error', async () => {
  const { port1, port2 } = pair();
  const other = connect<{ missing(): null; toString(): string }>(port1, { name: 'test worker' });
  ends.push(() => other.close());
  await expect(other.call('missing')).rejects.toMatchObject({ message: expect.stringContaining('missing') });
  await expect(other.call('toString')).rejects.toMatchObject({ code: 'worker-crashed' });
  port2.close();
  const { remote } = pair();
  await expect(remote.call('echo', 'a function')).rejects.toMatchObject({ code: 'worker-crashed' });
});

test('an input that cannot be sent rejects its own call only', async () => {
  const { remote } = pair();
  await expect(remote.call('echo', () => 1)).rejects.toThrow();
  expect(await remote.call('double', 1)).toBe(2);
});

test('buffers are given away in both directions', async () => {
  const { remote } = pair();
  const data = new Uint8Array([1, 2, 3]);
  const answer = await remote.call('buffer', { data }, { transfer: [data.buffer] });
  expect(data.byteLength).toBe(0);
  expect([...answer]).toEqual([1, 2, 3]);
});

test('progress comes before the answer', async () => {
  const { remote } = pair();
  const told: string[] = [];
  const onProgress = (fraction: number, stage: string) => told.push(`${fraction} ${stage}`);
  expect(await remote.call('steps', 2, { onProgress })).toBe('done');
  expect(told).toEqual(['0.5 step 1', '1 step 2']);
});

test('an aborted call rejects with the reason and aborts the handler', async () => {
  const { remote, aborted, clock } = pair();
  const controller = new AbortController();
  const call = remote.call('never', undefined, { signal: controller.signal });
  await clock.advance(0);
  controller.abort(new Error('changed my mind'));
  await expect(call).rejects.toThrow('changed my mind');
  await clock.advance(0);
  expect(aborted).toEqual(['never']);
  await expect(remote.call('double', 1, { signal: controller.signal })).rejects.toThrow('changed my mind');
});

test('in turn, a call begins when the one before has ended, and not at all when it was given up', async () => {
  const { remote, gates, began, clock } = pair({}, { inTurn: true });
  const first = remote.call('gate', 'a');
  const controller = new AbortController();
  const second = remote.call('gate', 'b', { signal: controller.signal });
  const third = remote.call('gate', 'c');
  await clock.advance(0);
  expect(began).toEqual(['a']);
  controller.abort();
  await expect(second).rejects.toMatchObject({ name: 'AbortError' });
  await clock.advance(0);
  gates.get('a')?.();
  expect(await first).toBe('a');
  await clock.advance(0);
  expect(began).toEqual(['a', 'c']);
  gates.get('c')?.();
  expect(await third).toBe('c');
});

test('a deadline gives a call up; progress puts it off', async () => {
  const { remote, clock, aborted } = pair();
  const call = remote.call('never', undefined, { deadlineMs: 1500 });
  const rejected = expect(call).rejects.toMatchObject({
    code: 'worker-silent',
    message: 'The test worker did not answer "never" within 1.5 s.',
  });
  await clock.advance(1499);
  expect(aborted).toEqual([]);
  await clock.advance(1);
  await rejected;
  expect(aborted).toEqual(['never']);
  expect(remote.dead).toBe(false);
});

test('messages without an answer are carried out, and their failures are told', async () => {
  const { remote, began, clock } = pair();
  const failures: unknown[] = [];
  remote.onSendFailed(({ code }, name) => failures.push([code, name]));
  remote.send('gate', 'a');
  remote.send('fail', 'known');
  await clock.advance(0);
  expect(began).toEqual(['a']);
  expect(failures).toEqual([['model-failed', 'fail']]);
});

test('events reach their listeners until these stop', async () => {
  const { remote, server, clock } = pair();
  const heard: number[] = [];
  const stop = remote.on('count', (count) => heard.push(count));
  server.emit('count', 1);
  await clock.advance(0);
  stop();
  server.emit('count', 2);
  await clock.advance(0);
  expect(heard).toEqual([1]);
});

test.each([
  ['close', ({ remote }: ReturnType<typeof pair>) => remote.close()],
  ['the other side closing', ({ port2 }: ReturnType<typeof pair>) => port2.close()],
  ['the worker giving up', ({ server }: ReturnType<typeof pair>) => server.fail(new Error('no memory'))],
])('%s rejects everything that is pending, and all that follows', async (_, end) => {
  const made = pair();
  const calls = [made.remote.call('never'), made.remote.call('gate', 'a')];
  end(made);
  for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'worker-crashed' });
  expect(made.remote.dead).toBe(true);
  await expect(made.remote.call('double', 1)).rejects.toMatchObject({ code: 'worker-crashed' });
  made.remote.send('double', 1);
});

test('a death is told once, with its reason; a close is not', async () => {
  const dying = pair();
  const deaths: string[] = [];
  dying.remote.onDeath(({ message }) => deaths.push(message));
  dying.server.fail(new Error('no memory'));
  dying.server.fail(new Error('again'));
  await dying.clock.advance(0);
  expect(deaths).toEqual([expect.stringMatching(/^The test worker stopped \(.*no memory/)]);
  dying.remote.onDeath(({ code }) => deaths.push(code));
  expect(deaths[1]).toBe('worker-crashed');

  const closed = pair();
  closed.remote.onDeath(() => deaths.push('told'));
  closed.remote.close();
  await closed.clock.advance(0);
  expect(deaths).toHaveLength(2);
});

test('a failure after which the worker cannot go on rejects its call as reported, and ends the worker', async () => {
  const { remote } = pair({}, { isFatal: (cause) => cause instanceof ReticleError });
  const other = remote.call('never');
  await expect(remote.call('fail', 'known')).rejects.toMatchObject({ code: 'model-failed' });
  await expect(other).rejects.toMatchObject({ code: 'worker-crashed' });
});

/** A worker that has stopped answering, and says one word when asked to. */
function mute(options: Partial<ConnectOptions> = {}) {
  const { port1, port2 } = new MessageChannel();
  const clock = new StepClock();
  const remote = connect<Calls>(port1, { name: 'test worker', clock, ...options });
  const silences: (number | null)[] = [];
  remote.onSilence((ms) => silences.push(ms));
  ends.push(() => {
    remote.close();
    port2.close();
  });
  return { remote, clock, silences, speak: () => port2.postMessage({ kind: 'alive' }) };
}

test('a worker that answers no ping is reported as silent, then as back, then given up', async () => {
  const { remote, clock, silences, speak } = mute({ deadAfterMs: 10_000 });
  const rejected = expect(remote.call('never')).rejects.toMatchObject({
    code: 'worker-crashed',
    message: 'The test worker stopped (it has not answered for 10 s).',
  });
  await clock.advance(2_000);
  expect(silences).toEqual([]);
  await clock.advance(500);
  expect(silences).toEqual([2000]);
  await clock.advance(5_000);
  expect(silences).toEqual([2000]);
  speak();
  await clock.advance(0);
  expect(silences).toEqual([2000, null]);
  await clock.advance(10_000);
  expect(remote.dead).toBe(false);
  await clock.advance(1_000);
  await rejected;
});

test('an idle worker and a hidden page cost no pings, unless they are asked for', async () => {
  const idle = mute();
  await idle.clock.advance(150_000);
  const hidden = mute({ hidden: () => true, pingWhenIdle: true });
  await hidden.clock.advance(150_000);
  expect([idle.remote.dead, hidden.remote.dead]).toEqual([false, false]);
  const watched = mute({ pingWhenIdle: true });
  await watched.clock.advance(10_000);
  expect(watched.silences).toEqual([2000]);
});

test('signs of life keep a busy worker from being called silent; without them it is named within 3 s', async () => {
  const { remote, clock, silences, speak } = mute();
  remote.call('never').catch(() => {});
  for (let i = 0; i < 20; i++) {
    await clock.advance(1_500);
    speak();
    await clock.advance(0);
  }
  expect(silences).toEqual([]);
  await clock.advance(3_000);
  expect(silences).toEqual([2000]);
});

test('before it is first heard a worker has its time to start; from then on silence is silence', async () => {
  const { remote, clock, silences, speak } = mute({ startsWithinMs: 30_000 });
  remote.call('never').catch(() => {});
  await clock.advance(29_000);
  expect(silences).toEqual([]);
  await clock.advance(2_000);
  expect(silences).toEqual([30_000]);
  speak();
  await clock.advance(3_000);
  expect(silences).toEqual([30_000, null, 2000]);
});

test('a worker that answers is never silent', async () => {
  const { remote, clock } = pair({ pingWhenIdle: true });
  const silences: unknown[] = [];
  remote.onSilence((ms) => silences.push(ms));
  await clock.advance(20_000);
  expect(silences).toEqual([]);
});

/** A worker that can be harmed: it ends itself, a loop that never ends blocks it, or it throws outside of any call. */
function fragile(silences: SilenceBoard) {
  const { port1, port2 } = new MessageChannel();
  const clock = new StepClock();
  let blocked = false;
  const self = Object.assign(new EventTarget(), {
    postMessage: (message: unknown, options: StructuredSerializeOptions) => {
      if (!blocked) port2.postMessage(message, options);
    },
  });
  port2.onmessage = ({ data }) => {
    if (!blocked) self.dispatchEvent(new MessageEvent('message', { data }));
  };
  const server = serve<Pick<Calls, 'never'>>(self, { never: () => new Promise(() => {}) });
  const options = { name: 'fragile worker', clock, pingWhenIdle: true, silences };
  const remote = connect<Pick<Calls, 'never'>>(port1, options);
  ends.push(() => {
    remote.close();
    port2.close();
  });
  const harms = {
    'ends itself': () => port2.close(),
    'is blocked': () => {
      blocked = true;
    },
    throws: () => server.fail(new Error('thrown')),
  };
  return { remote, clock, harms };
}

test('whatever silences a worker at whatever moment, busy or idle, it is named within 3 s: 100 of 100', async () => {
  const harms = fc.constantFrom('ends itself' as const, 'is blocked' as const, 'throws' as const);
  await fc.assert(
    fc.asyncProperty(harms, fc.nat(4_000), fc.boolean(), async (harm, atMs, busy) => {
      const silences = new SilenceBoard();
      const made = fragile(silences);
      const named: string[] = [];
      made.remote.onDeath(({ message }) => named.push(message));
      silences.listen((first) => first && named.push(first.name));
      if (busy) made.remote.call('never').catch(() => {});
      await made.clock.advance(atMs);
      expect(named).toEqual([]);
      made.harms[harm]();
      await made.clock.advance(3_000);
      expect(named).toHaveLength(1);
      expect(named[0]).toContain('fragile worker');
    }),
    { numRuns: 100 },
  );
}, 60_000);

test('a call that is never answered is given up, though the worker is well', async () => {
  const { remote, clock } = pair();
  const rejected = expect(remote.call('never')).rejects.toMatchObject({ code: 'worker-silent' });
  await clock.advance(120_000);
  await rejected;
  expect(remote.dead).toBe(false);
});
