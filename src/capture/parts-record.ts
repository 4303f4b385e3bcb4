import type { SnapshotParts } from '../domain/case';
import { ReticleError } from '../domain/errors';

/**
 * Binary parts as stored in the database. ArrayBuffers, not Blobs: they are part of the record's own
 * transaction in every browser, and survive as plain bytes.
 */
export interface PartsRecord {
  readonly id: string;
  readonly frame: ArrayBuffer;
  readonly overlay: ArrayBuffer;
  readonly maps: readonly { readonly modelId: string; readonly values: Float32Array }[];
  /** Hex sha256 of frame, overlay, then each map. */
  readonly sums: readonly string[];
}

export async function toRecord(id: string, parts: SnapshotParts): Promise<PartsRecord> {
  const [frame, overlay] = await Promise.all([parts.frame.arrayBuffer(), parts.overlay.arrayBuffer()]);
  // Copied to their own length, so that a view never drags a larger buffer into the record.
  const maps = [...parts.maps].map(([modelId, values]) => ({ modelId, values: values.slice() }));
  return { id, frame, overlay, maps, sums: await sumsOf(frame, overlay, maps) };
}

/** @throws ReticleError 'record-corrupt' where a part is missing or its sha256 differs */
export async function fromRecord(record: unknown, name: string): Promise<SnapshotParts> {
  if (!isRecord(record)) throw corrupt(name, 'its pictures are missing or unreadable');
  const sums = await sumsOf(record.frame, record.overlay, record.maps);
  if (sums.length !== record.sums.length || sums.some((sum, i) => sum !== record.sums[i]))
    throw corrupt(name, 'its pictures or maps do not match their sha256');
  return {
    frame: new Blob([record.frame], { type: 'image/png' }),
    overlay: new Blob([record.overlay], { type: 'image/png' }),
    maps: new Map(record.maps.map(({ modelId, values }) => [modelId, values])),
  };
}

export function corrupt(name: string, what: string): ReticleError {
  return new ReticleError(
    'record-corrupt',
    `${name} is damaged on the disk: ${what}.`,
    'It was set aside; all others open as before. Restore it from an export if there is one.',
  );
}

function isRecord(value: unknown): value is PartsRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { frame, overlay, maps, sums } = value as Partial<Record<keyof PartsRecord, unknown>>;
  return (
    frame instanceof ArrayBuffer &&
    overlay instanceof ArrayBuffer &&
    Array.isArray(maps) &&
    maps.every(
      (map: { modelId?: unknown; values?: unknown } | null) =>
        typeof map?.modelId === 'string' && map.values instanceof Float32Array,
    ) &&
    Array.isArray(sums)
  );
}

async function sumsOf(
  frame: ArrayBuffer,
  overlay: ArrayBuffer,
  maps: PartsRecord['maps'],
): Promise<readonly string[]> {
  return Promise.all(
    [frame, overlay, ...maps.map(({ values }) => values as Float32Array<ArrayBuffer>)].map(sha256),
  );
}

/** Hex. */
export async function sha256(data: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
