import { z } from 'zod';
import { type Slide, slideSchema } from '../domain/slide';
import type { Reading } from './records';
import { firstIssue } from './records';

/** A slide as stored in the database; a time in `deletedAt` is its tombstone. */
export interface SlideRecord {
  readonly id: string;
  readonly caseId: string;
  readonly number: number;
  readonly slide: Slide;
  /** ms since the epoch. */
  readonly deletedAt: number | null;
}

export const slideRecord = (slide: Slide, deletedAt: number | null): SlideRecord => ({
  ...{ id: slide.id, caseId: slide.caseId, number: slide.number },
  ...{ slide, deletedAt },
});

export const isUuid = (value: string): boolean => z.uuid().safeParse(value).success;

/** The label that a slide has until the user gives it one. */
export const plainLabel = (number: number) => `Slide ${number}`;

/** The one slide of a case that was written by a version that knew no slides. */
export function onlySlideRecord(caseId: string): SlideRecord {
  return slideRecord(newSlide({ caseId, id: caseId }, 1), null);
}

export function newSlide(
  fields: Pick<Slide, 'caseId'> & Partial<Omit<Slide, 'schema' | 'number'>>,
  number: number,
): Slide {
  return {
    schema: 1,
    id: fields.id ?? crypto.randomUUID(),
    caseId: fields.caseId,
    number,
    label: fields.label ?? plainLabel(number),
    createdAt: fields.createdAt ?? new Date().toISOString(),
    source: fields.source ?? null,
  };
}

export function readSlide(value: unknown): Reading<SlideRecord> {
  if (typeof value !== 'object' || value === null) return { kind: 'corrupt', reason: 'it is no record' };
  const { id, slide, deletedAt } = value as Record<string, unknown>;
  const version = (slide as { schema?: unknown } | null | undefined)?.schema;
  if (typeof version === 'number' && version > 1) return { kind: 'newer' };
  const parsed = slideSchema.safeParse(slide);
  if (!parsed.success) return { kind: 'corrupt', reason: firstIssue(parsed.error) };
  if (parsed.data.id !== id) return { kind: 'corrupt', reason: 'its id differs from its key' };
  return {
    kind: 'record',
    record: slideRecord(parsed.data, typeof deletedAt === 'number' ? deletedAt : null),
  };
}
