import type { SetAside } from './case-store';
import type { Connection, StoreName } from './database';

/**
 * All values of an object store with their keys; `ofCase` takes the snapshots or slides of one case, by number.
 * Where the browser cannot decode one of them, all are read one by one (each in its own transaction,
 * since a failed request ends its transaction), and that one comes as undefined.
 */
export async function readAll(
  connection: Connection,
  name: 'cases' | 'snapshots' | 'slides' | 'aside',
  ofCase?: string,
): Promise<{ key: string; value: unknown }[]> {
  const read = <T>(method: 'getAllKeys' | 'getAll') =>
    connection.read((transaction) =>
      ofCase === undefined
        ? transaction.objectStore(name)[method]()
        : transaction
            .objectStore(name === 'slides' ? 'slides' : 'snapshots')
            .index('byCase')
            [method](numbersOf(ofCase)),
    ) as Promise<T[]>;
  const keys = await read<string>('getAllKeys');
  const values = await read<unknown>('getAll').catch(() => null);
  // A change between the two readings shifts them against each other.
  if (values?.length === keys.length && values.every((value, i) => keyOf(value) === keys[i]))
    return keys.map((key, i) => ({ key, value: values[i] }));
  return Promise.all(keys.map(async (key) => ({ key, value: await readOne(connection, name, key) })));
}

/** Index range of the snapshots, or slides, of one case. */
export function numbersOf(caseId: string): IDBKeyRange {
  return IDBKeyRange.bound([caseId, 0], [caseId, Number.POSITIVE_INFINITY]);
}

/** Undefined where there is none, or where the browser cannot decode it. */
export function readOne(connection: Connection, name: StoreName, key: string): Promise<unknown> {
  return connection.read((transaction) => transaction.objectStore(name).get(key)).catch(() => undefined);
}

const STORES_OF: Readonly<Record<Exclude<SetAside['kind'], 'annotation'>, readonly StoreName[]>> = {
  case: ['cases'],
  slide: ['slides'],
  map: ['slideMaps', 'slideViews'],
  snapshot: ['snapshots', 'parts', 'thumbnails'],
};

/**
 * Moves a record that cannot be read out of the way, as it is: it blocks nothing, and nothing of it is lost.
 * What the browser itself cannot decode stays in its place and is only noted.
 * @returns whether anything changed
 */
export async function putAside(
  connection: Connection,
  kind: keyof typeof STORES_OF,
  id: string,
  reason: string,
): Promise<boolean> {
  const names = STORES_OF[kind];
  const raw: Record<string, unknown> = {};
  for (const name of names) raw[name] = await readOne(connection, name, id);
  const readable = names.filter((name) => raw[name] !== undefined);
  const key = readable.length > 0 ? `${kind} ${id} ${Date.now()}` : `${kind} ${id}`;
  const note: SetAside = { key, kind, id, reason, at: new Date().toISOString() };
  return connection.write(async (transaction) => {
    const aside = transaction.objectStore('aside');
    if ((await aside.getKey(key)) !== undefined) return false;
    for (const name of readable) await transaction.objectStore(name).delete(id);
    await aside.put({ key, note, raw });
    return true;
  });
}

function keyOf(value: unknown): unknown {
  const { id, key } = (value ?? {}) as { id?: unknown; key?: unknown };
  return id ?? key;
}
