import { settled } from './gates';
import { CONTEXT, HeldEngine, settingsAt } from './held-engine';

const AT = { x: 0, y: 0 };

/** An engine with its models loaded and one frame of glass 1 on screen. */
export async function running() {
  const held = new HeldEngine();
  const { handlers } = held.engine;
  held.start(settingsAt(1));
  begin(held, 1);
  held.attach('camera');
  await goOn(held);
  deliver(held, 1);
  await goOn(held);
  return { held, handlers };
}

/** Lets every await go on until nothing waits but time. */
export async function goOn(held: HeldEngine, turns = 60): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    await settled();
    held.gates.open(0);
    if (held.gates.waiting === 0) held.clock.advance(50);
  }
}

export function deliver(held: HeldEngine, glass: number, umPerPx = 1): void {
  held.source?.deliver(held.frame({ glass, centre: AT, umPerPx }));
}

export function begin(held: HeldEngine, glass: number): void {
  const slide = { id: `slide ${glass}`, label: `Slide ${glass}` };
  held.engine.handlers['begin-slide']({ slide, kept: null }, CONTEXT);
}
