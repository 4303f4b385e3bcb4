import type { z } from 'zod';
import { type Case, caseSchema, type Snapshot, snapshotSchema } from '../domain/case';
import { ReticleError } from '../domain/errors';

/** A case or snapshot as stored in the database; a time in `deletedAt` is its tombstone. */
export interface CaseRecord {
  readonly id: string;
  readonly case: Case;
  /** ms since the epoch. */
  readonly deletedAt: number | null;
}
export interface SnapshotRecord {
  readonly id: string;
  readonly caseId: string;
  readonly number: number;
  readonly snapshot: Snapshot;
  readonly deletedAt: number | null;
}

export type Reading<T> =
  | { readonly kind: 'record'; readonly record: T }
  /** Written by a later version: left where it is. */
  | { readonly kind: 'newer' }
  | { readonly kind: 'corrupt'; readonly reason: string };

export function readCase(value: unknown): Reading<CaseRecord> {
  const read = readPart(value, 'case', caseSchema);
  if (read.kind !== 'record') return read;
  const { id, part, deletedAt } = read.record;
  if (part.id !== id) return { kind: 'corrupt', reason: 'its id differs from its key' };
  return { kind: 'record', record: { id, case: part, deletedAt } };
}

export function readSnapshot(value: unknown): Reading<SnapshotRecord> {
  const read = readPart(value, 'snapshot', snapshotSchema);
  if (read.kind !== 'record') return read;
  const { id, part, deletedAt } = read.record;
  if (part.id !== id) return { kind: 'corrupt', reason: 'its id differs from its key' };
  return { kind: 'record', record: snapshotRecord(part, deletedAt) };
}

export function snapshotRecord(snapshot: Snapshot, deletedAt: number | null): SnapshotRecord {
  return { id: snapshot.id, caseId: snapshot.caseId, number: snapshot.number, snapshot, deletedAt };
}

/** @throws ReticleError 'record-corrupt' naming the field: nothing that cannot be read again is written */
export function valid<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ReticleError(
    'record-corrupt',
    `${name} cannot be stored: ${firstIssue(parsed.error)}.`,
    'Correct it, then store it again.',
  );
}

function readPart<T>(
  value: unknown,
  field: string,
  schema: z.ZodType<T>,
): Reading<{ id: string; part: T; deletedAt: number | null }> {
  if (typeof value !== 'object' || value === null) return { kind: 'corrupt', reason: 'it is no record' };
  const { id, deletedAt, [field]: content } = value as Record<string, unknown>;
  if (typeof id !== 'string') return { kind: 'corrupt', reason: 'it has no id' };
  const version = (content as { schema?: unknown } | null | undefined)?.schema;
  if (typeof version === 'number' && version > 1) return { kind: 'newer' };
  const parsed = schema.safeParse(content);
  if (!parsed.success) return { kind: 'corrupt', reason: firstIssue(parsed.error) };
  return {
    kind: 'record',
    record: { id, part: parsed.data, deletedAt: typeof deletedAt === 'number' ? deletedAt : null },
  };
}

/** Which field of a record is wrong, and how. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue ? `${issue.path.join('.') || 'it'}: ${issue.message}` : 'it has the wrong form';
}
