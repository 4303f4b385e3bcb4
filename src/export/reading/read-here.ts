import type { Parsed } from '../adapter';
import type { ReadCase } from '../archive/read-archive';
import type { ReadAnnotations, ReadInto } from '../geojson/read-geojson';

/** The snapshot, or the run of the tracker, that a GeoJSON file of ours came from. */
export interface GeojsonOrigin {
  readonly snapshotId: string | null;
  readonly look: string | null;
}

/** Readers of imports. Each throws a ReticleError naming what is wrong with the file. */
export interface Reading {
  archive(file: Blob): Promise<ReadCase>;
  geojson(file: Blob, into: ReadInto): Promise<ReadAnnotations>;
  originOf(file: Blob): Promise<GeojsonOrigin>;
}

/** On the thread that asks. */
export const readingHere: Reading = {
  archive: async (file) => parsedOf((await import('../archive/read-archive')).readArchive(file)),
  geojson: async (file, into) => parsedOf((await import('../geojson/read-geojson')).readGeojson(file, into)),
  originOf: async (file) => parsedOf((await import('../geojson/read-geojson')).snapshotIdOf(file)),
};

async function parsedOf<T>(reading: Promise<Parsed<T>>): Promise<T> {
  const { parsed, error } = await reading;
  if (error) throw error;
  return parsed;
}
