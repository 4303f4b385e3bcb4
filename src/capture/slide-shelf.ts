import { ReticleError } from '../domain/errors';
import { type Slide, slideSchema, slideViewSchema } from '../domain/slide';
import { lastNumber, requireCase, touchCase } from './case-records';
import type { Connection, Transaction } from './database';
import { pack, unpack } from './packed';
import { sha256 } from './parts-record';
import { valid } from './records';
import { putAside, readAll, readOne } from './set-aside';
import { newSlide, readSlide, type SlideRecord, slideRecord } from './slide-records';
import type { KeptMap, NewSlideFields, ShownMap, SlideFields, SlideStore } from './slide-store';
import { damaged, missing, newer } from './store-errors';

/** A map as stored in the database. */
interface MapRecord {
  readonly id: string;
  readonly packed: ArrayBuffer;
  readonly sum: string;
}

/** What the shelf needs of the store around it. */
export interface ShelfPorts {
  readonly connection: Connection;
  /** One transaction, after which listeners are called. */
  change<T>(work: (transaction: Transaction<'readwrite'>) => Promise<T>): Promise<T>;
  /** A record was set aside. */
  tell(): void;
}

export class SlideShelf implements SlideStore {
  constructor(private readonly ports: ShelfPorts) {}

  async slides(caseId: string): Promise<readonly Slide[]> {
    const records = await this.records(caseId);
    return records.filter(({ deletedAt }) => deletedAt === null).map(({ slide }) => slide);
  }

  /** By number, deleted ones too; what cannot be read is set aside. */
  async records(caseId?: string): Promise<SlideRecord[]> {
    const { connection } = this.ports;
    const records: SlideRecord[] = [];
    for (const { key, value } of await readAll(connection, 'slides', caseId)) {
      const read = readSlide(value);
      if (read.kind === 'record') records.push(read.record);
      else if (read.kind === 'corrupt' && (await putAside(connection, 'slide', key, read.reason))) {
        const fresh = await this.#recovered(key, value);
        if (fresh) records.push(fresh);
        this.ports.tell();
      }
    }
    return records;
  }

  /** What belongs to a slide whose record was damaged needs a slide to stay in. */
  async #recovered(id: string, value: unknown): Promise<SlideRecord | null> {
    const { caseId } = (value ?? {}) as { caseId?: unknown };
    if (typeof caseId !== 'string') return null;
    return this.ports.change(async (transaction) => {
      const number = (await lastNumber(transaction, 'slides', caseId)) + 1;
      const slide = slideSchema.safeParse(newSlide({ id, caseId, label: 'Recovered slide' }, number));
      if (!slide.success) return null;
      const record = slideRecord(slide.data, null);
      await transaction.objectStore('slides').put(record);
      return record;
    });
  }

  createSlide({ number, ...fields }: NewSlideFields): Promise<Slide> {
    return this.ports.change(async (transaction) => {
      const slides = transaction.objectStore('slides');
      const before = fields.id === undefined ? undefined : await slides.get(fields.id);
      const read = before === undefined ? null : readSlide(before);
      if (read?.kind === 'record') return read.record.slide;
      const next = (await lastNumber(transaction, 'slides', fields.caseId)) + 1;
      const taken =
        number === undefined || (await slides.index('byCase').getKey([fields.caseId, number])) !== undefined;
      const slide = valid(slideSchema, newSlide(fields, taken ? next : number), 'The slide');
      await slides.put(slideRecord(slide, null));
      await touchCase(transaction, fields.caseId);
      return slide;
    });
  }

  updateSlide(id: string, { label }: SlideFields): Promise<Slide> {
    return this.ports.change(async (transaction) => {
      const record = await requireSlide(transaction, id);
      const slide = valid(slideSchema, { ...record.slide, label }, 'The slide');
      await transaction.objectStore('slides').put(slideRecord(slide, record.deletedAt));
      await touchCase(transaction, slide.caseId);
      return slide;
    });
  }

  removeSlide(id: string): Promise<void> {
    return this.#mark(id, Date.now());
  }

  restoreSlide(id: string): Promise<void> {
    return this.#mark(id, null);
  }

  async keepMap(slideId: string, { map, view, picture }: KeptMap): Promise<void> {
    await this.#keep(slideId, await pack(map), { view, picture });
  }

  async keptMap(slideId: string): Promise<unknown> {
    const packed = await this.packedMap(slideId);
    if (!packed) return null;
    try {
      return await unpack(packed);
    } catch (cause) {
      throw await this.#damagedMap(slideId, cause);
    }
  }

  async packedMap(slideId: string): Promise<ArrayBuffer | null> {
    const { connection } = this.ports;
    const key = await connection.read((transaction) => transaction.objectStore('slideMaps').getKey(slideId));
    if (key === undefined) return null;
    const record = (await readOne(connection, 'slideMaps', slideId)) as Partial<MapRecord> | undefined;
    const packed = record?.packed;
    if (packed instanceof ArrayBuffer && (await sha256(packed)) === record?.sum) return packed;
    throw await this.#damagedMap(slideId, damaged('The map of the slide', 'it does not match its sha256'));
  }

  async keepPackedMap(slideId: string, packed: ArrayBuffer, shown: ShownMap | null): Promise<void> {
    if ((await this.packedMap(slideId)) !== null) return;
    await unpack(packed);
    await this.#keep(slideId, packed, shown);
  }

  async shownMap(slideId: string): Promise<ShownMap | null> {
    const value = await readOne(this.ports.connection, 'slideViews', slideId);
    const { view, data, type } = (value ?? {}) as { view?: unknown; data?: unknown; type?: unknown };
    const parsed = slideViewSchema.safeParse(view);
    if (!parsed.success) return null;
    const picture = data instanceof ArrayBuffer ? new Blob([data], { type: String(type) }) : null;
    return { view: parsed.data, picture };
  }

  async #keep(slideId: string, packed: ArrayBuffer, shown: ShownMap | null): Promise<void> {
    // All that is slow comes before the transaction, which would otherwise close by itself.
    const record: MapRecord = { id: slideId, packed, sum: await sha256(packed) };
    const view = shown && {
      id: slideId,
      view: valid(slideViewSchema, shown.view, 'What is shown of the map'),
      data: (await shown.picture?.arrayBuffer()) ?? null,
      type: shown.picture?.type ?? '',
    };
    await this.ports.connection.write(async (transaction) => {
      const { caseId } = await requireSlide(transaction, slideId);
      await requireCase(transaction, caseId);
      await transaction.objectStore('slideMaps').put(record);
      if (view) await transaction.objectStore('slideViews').put(view);
    });
  }

  async #damagedMap(slideId: string, cause: unknown): Promise<ReticleError> {
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (await putAside(this.ports.connection, 'map', slideId, reason)) this.ports.tell();
    return cause instanceof ReticleError ? cause : damaged('The map of the slide', reason);
  }

  #mark(id: string, deletedAt: number | null): Promise<void> {
    return this.ports.change(async (transaction) => {
      const { slide } = await requireSlide(transaction, id);
      await transaction.objectStore('slides').put(slideRecord(slide, deletedAt));
    });
  }
}

/** What is captured must never fail for want of its slide: it is made, or taken back from the deleted ones. */
export async function touchSlide(
  transaction: Transaction<'readwrite'>,
  caseId: string,
  id: string,
): Promise<void> {
  const slides = transaction.objectStore('slides');
  const value = await slides.get(id);
  const read = value === undefined ? null : readSlide(value);
  if (read?.kind === 'newer') return;
  if (read?.kind === 'record') {
    if (read.record.deletedAt !== null) await slides.put(slideRecord(read.record.slide, null));
    return;
  }
  const number = (await lastNumber(transaction, 'slides', caseId)) + 1;
  await slides.put(slideRecord(newSlide({ caseId, id }, number), null));
}

async function requireSlide(transaction: Transaction<'readwrite'>, id: string): Promise<SlideRecord> {
  const value = await transaction.objectStore('slides').get(id);
  if (value === undefined) throw missing('slide', id);
  const read = readSlide(value);
  if (read.kind === 'record') return read.record;
  throw read.kind === 'newer' ? newer('The slide') : damaged('The slide', read.reason);
}
