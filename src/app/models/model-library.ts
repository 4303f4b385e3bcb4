import { type DBSchema, openDB } from 'idb';
import { z } from 'zod';
import { storageError } from '../../capture/database';
import { ReticleError } from '../../domain/errors';
import { type OwnManifest, ownManifestSchema } from '../../domain/manifest';
import type { Topology } from '../../domain/model-package';

/** What is listed of a kept model. */
export interface KeptModel {
  readonly own: OwnManifest;
  readonly hash: string;
  /** Of its weights. */
  readonly bytes: number;
  /** ms since the Unix epoch. */
  readonly importedAt: number;
  /** Where it was tried: greatest difference from its author's answers, null without any; time for a tile, ms. */
  readonly parity: number | null;
  readonly tileMs: number;
  /** It has a switch in the bar. */
  readonly loaded: boolean;
}

export interface ModelNetwork {
  readonly topology: Topology;
  readonly weights: ArrayBuffer;
}

/** Models that the user brought, kept in this browser. */
export interface ModelLibrary {
  list(): Promise<readonly KeptModel[]>;
  network(id: string): Promise<ModelNetwork>;
  put(model: KeptModel, network: ModelNetwork): Promise<void>;
  /** What is listed of it changes; its network stays. */
  update(model: KeptModel): Promise<void>;
  remove(id: string): Promise<void>;
}

const keptSchema = z.object({
  own: ownManifestSchema,
  hash: z.string().max(64),
  bytes: z.number().min(0),
  importedAt: z.number(),
  parity: z.number().nullable(),
  tileMs: z.number().min(0),
  loaded: z.boolean(),
});

interface Schema extends DBSchema {
  /** Values are unknown on purpose: whatever is on the disk is validated when read. */
  models: { key: string; value: unknown };
  networks: { key: string; value: ModelNetwork | undefined };
}

const STORES = ['models', 'networks'] as const;
type Stores = ('models' | 'networks')[];

/** @throws ReticleError 'storage-unavailable', 'storage-full' from each of its methods */
export async function openModelLibrary(name = 'reticle-models'): Promise<ModelLibrary> {
  const database = await openDB<Schema>(name, 1, {
    upgrade(created) {
      for (const store of STORES) created.createObjectStore(store);
    },
  }).catch((cause: unknown) => {
    throw storageError(cause);
  });
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      throw storageError(cause);
    }
  };
  return {
    list: () =>
      guarded(async () => {
        const values = await database.getAll('models');
        const read = values
          .map((value) => keptSchema.safeParse(value))
          .flatMap(({ data }) => (data ? [data] : []));
        return read.sort((a, b) => a.importedAt - b.importedAt);
      }),
    network: (id) =>
      guarded(async () => {
        const network = await database.get('networks', id);
        if (network) return network;
        throw new ReticleError(
          'record-missing',
          'The network of this model is not in the storage of this browser any more.',
          'Delete the model, and take its package in again.',
        );
      }),
    put: (model, network) =>
      guarded(async () => {
        const transaction = database.transaction([...STORES] as Stores, 'readwrite', {
          durability: 'strict',
        });
        await transaction.objectStore('models').put(model, model.own.id);
        await transaction.objectStore('networks').put(network, model.own.id);
        await transaction.done;
      }),
    update: (model) => guarded(async () => void (await database.put('models', model, model.own.id))),
    remove: (id) =>
      guarded(async () => {
        const transaction = database.transaction([...STORES] as Stores, 'readwrite', {
          durability: 'strict',
        });
        await Promise.all(STORES.map((store) => transaction.objectStore(store).delete(id)));
        await transaction.done;
      }),
  };
}
