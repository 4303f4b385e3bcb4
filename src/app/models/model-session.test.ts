import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { lymphNodePackages } from '../../../tools/export/lymph-node-packages';
import type { EngineCommand } from '../../engine/port';
import * as bring from '../../model/bring';
import { finishDraft, packageOf } from '../../model/reading/finish';
import { testReticle } from '../test-reticle';
import { openModelLibrary } from './model-library';
import { ModelSession } from './model-session';

/** The page without workers: a model is tried by its word alone. */
async function page(parity: number | null = 1e-6) {
  const name = `models ${crypto.randomUUID()}`;
  class Checker extends bring.PackageChecker {
    override complete = async (draft: bring.ModelDraft) => draft;
    override check: bring.PackageChecker['check'] = async (draft, answers) => {
      const own = await finishDraft(draft, answers);
      return { own, pack: await packageOf(own, draft), parity, tileMs: 12 };
    };
  }
  const made = () => {
    const { store } = testReticle().reticle;
    const sent: EngineCommand[] = [];
    const session = new ModelSession(store, {
      openLibrary: () => openModelLibrary(name),
      bring: async () => ({ ...bring, PackageChecker: Checker }),
      send: (command) => sent.push(command),
      save: () => undefined,
      now: () => 0,
    });
    const added = () => sent.flatMap((command) => (command.kind === 'add-model' ? [command.pack] : []));
    const removed = () =>
      sent.flatMap((command) => (command.kind === 'remove-model' ? [command.modelId] : []));
    return { session, store, added, removed };
  };
  return { ...made(), again: made };
}

const files = (kind: 'bioimage' | 'bare') =>
  [...lymphNodePackages()[kind]].map(([path, bytes]) => ({
    path: `folder/${path}`,
    file: new File([bytes], path),
  }));

async function takenIn({ session, store }: Awaited<ReturnType<typeof page>>) {
  await session.open(files('bioimage'));
  const { draft } = store.state.ownModels;
  if (!draft) throw new Error(store.state.ownModels.problem?.message);
  await session.takeIn({
    ...{
      name: 'Mine',
      umPerPx: 0.972,
      expects: 'h-and-e',
      input: draft.input,
      activation: 'none',
      detail: 8,
    },
    classes: [{ channel: 0, name: 'Metastasis', threshold: 0.4 }],
  });
}

test('a model is taken in, kept, switched on and sent to the engine; a later visit has it again', async () => {
  const visit = await page();
  await takenIn(visit);
  const { store, added, again } = visit;
  const [kept] = store.state.ownModels.kept;
  expect(kept).toMatchObject({ own: { name: 'Mine', stride: 16 }, parity: 1e-6, loaded: true });
  expect(store.state.ownModels.draft).toBeNull();
  expect(added().map(({ manifest }) => manifest.version)).toEqual(['0.1.0 (not validated here)']);
  expect(store.state.preferences.overlay.models).toEqual({ [kept?.own.id ?? '']: true });
  const later = again();
  await later.session.start();
  expect(later.added().map(({ hash }) => hash)).toEqual([kept?.hash]);
});

test('one that computes otherwise than its author saw is not kept, unless the user insists', async () => {
  const visit = await page(0.02);
  await takenIn(visit);
  expect(visit.store.state.ownModels).toMatchObject({ missed: 0.02, kept: [] });
  const { draft } = visit.store.state.ownModels;
  if (!draft) throw new Error('no draft');
  const answers = {
    name: 'Mine',
    umPerPx: 1,
    expects: 'h-and-e',
    input: draft.input,
    activation: 'none',
    detail: 8,
  } as const;
  await visit.session.takeIn({ ...answers, classes: [{ channel: 0, name: 'A', threshold: 0.5 }] }, true);
  expect(visit.store.state.ownModels.kept).toHaveLength(1);
});

test('a model is renamed, taken out of the bar, deleted, and taken back', async () => {
  const visit = await page();
  await takenIn(visit);
  const { session, store, added, removed } = visit;
  const id = store.state.ownModels.kept[0]?.own.id ?? '';
  await session.rename(id, '  Another ');
  expect(store.state.ownModels.kept[0]?.own.name).toBe('Another');
  expect(added().at(-1)?.manifest.name).toBe('Another');
  await session.setLoaded(id, false);
  expect(removed()).toEqual([id]);
  await session.setLoaded(id, true);
  await session.remove(id);
  expect(store.state.ownModels.kept).toEqual([]);
  await store.history.undo('models');
  await expect.poll(() => store.state.ownModels.kept.map(({ own }) => own.name)).toEqual(['Another']);
  expect(added()).toHaveLength(4);
});

test('what is wrong with a package is said, and a later one replaces it', async () => {
  const { session, store } = await page();
  await session.open([{ path: 'notes.txt', file: new File(['x'], 'notes.txt') }]);
  expect(store.state.ownModels.problem?.message).toMatch(/hold no model that Reticle knows/);
  await session.open(files('bare'));
  expect(store.state.ownModels).toMatchObject({ problem: null, draft: { format: 'onnx', described: false } });
  session.cancel();
  expect(store.state.ownModels.draft).toBeNull();
});
