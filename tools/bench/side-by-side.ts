import { openBenchPage } from './bench-page';
import type { Figure, Part } from './figures';
import type * as Program from './side-by-side-page';

export interface SideBySideRun {
  readonly quick: boolean;
  /** Frames of 1920 x 1080, and targets: on a graphics processor only. */
  readonly hardware: boolean;
}

/** Reticle beside the usual way of running a network on a camera's frames, in one browser, one after the other. */
export async function besideTheUsualWay({ quick, hardware }: SideBySideRun): Promise<Part> {
  const size = hardware ? { width: 1920, height: 1080 } : { width: 1280, height: 720 };
  const { page, close } = await openBenchPage();
  try {
    const result = await page.evaluate(
      async (options) => {
        const source = '/tools/bench/side-by-side-page.ts';
        const program = (await import(source)) as typeof Program;
        return program.sideBySide(options);
      },
      {
        ...size,
        model: '/models/lymph-node-metastasis/',
        fields: quick ? 2 : 6,
        framesPerField: quick ? 4 : 8,
      },
    );
    const { reticle, usual, adapter, backend, threads } = result;
    const basis = `${size.width} x ${size.height}, ${adapter}, models on ${backend}${threads > 1 ? ` (${threads})` : ''}`;
    const aims = (target: Figure['target']) => (hardware && target ? { target } : {});
    const stages = (way: string, times: Readonly<Record<string, number>>): Figure[] =>
      Object.entries(times).map(([stage, value]) => ({ name: `${way}: ${stage}`, value, unit: 'ms', basis }));
    const figures: Figure[] = [
      ...stages('Reticle', reticle.stages),
      { name: 'Reticle: inference of a batch, beside the display', value: reticle.batch, unit: 'ms', basis },
      ...stages('usual', usual.stages),
      {
        name: 'Reticle: capture to display, p95',
        value: reticle.frame.p95,
        unit: 'ms',
        basis,
        ...aims({ atMost: 25 }),
      },
      { name: 'usual: capture to display, p95', value: usual.frame.p95, unit: 'ms', basis },
      {
        name: 'Reticle: displayed frames a second',
        value: reticle.framesPerSecond,
        unit: '',
        basis,
        ...aims({ atLeast: 60 }),
      },
      { name: 'usual: displayed frames a second', value: usual.framesPerSecond, unit: '', basis },
      {
        name: 'Reticle / usual, frames a second',
        value: reticle.framesPerSecond / usual.framesPerSecond,
        unit: 'times',
        basis,
      },
      { name: "Reticle: age of the overlay's place, p95", value: reticle.placeAge, unit: 'ms', basis },
      { name: "usual: age of the overlay's place, p95", value: usual.placeAge, unit: 'ms', basis },
      {
        name: 'usual / Reticle, age of the place',
        value: usual.placeAge / reticle.placeAge,
        unit: 'times',
        basis,
      },
      {
        name: 'Reticle: new tissue to its overlay, median',
        value: reticle.newTissue,
        unit: 'ms',
        basis,
        ...aims({ atMost: 100 }),
      },
      { name: 'usual: new tissue to its overlay, median', value: usual.newTissue, unit: 'ms', basis },
    ];
    const notes = hardware
      ? []
      : [
          'a software adapter: compare the two ways, not the ms; --adapter=hardware uses a graphics processor',
        ];
    return { title: 'In a browser, beside the usual way', figures, notes };
  } finally {
    await close();
  }
}
