import { z } from 'zod';
import { listOf } from '../../domain/bounded-list';
import type { Case } from '../../domain/case';
import { ReticleError } from '../../domain/errors';
import { type Slide, slideSchema, slideViewSchema } from '../../domain/slide';
import type { SlideContent, SlideToExport } from '../adapter';
import { path } from './manifest';

/** Slides of one case. */
const MAX_SLIDES = 2000;

/** `slides.json`: the slides of the case, and where the maps that were kept of them lie in the archive. */
export const slidesFileSchema = z
  .object({
    schema: z.literal(1),
    slides: listOf(
      z.object({
        slide: slideSchema,
        /** As Reticle's store keeps it: gzip of a head, JSON and arrays. */
        map: path.nullable(),
        view: slideViewSchema.nullable(),
        picture: path.nullable(),
      }),
      MAX_SLIDES,
    ),
  })
  .superRefine(({ slides }, context) => {
    const seen = new Set<string>();
    for (const [k, { slide }] of slides.entries()) {
      if (seen.has(slide.id))
        context.addIssue({
          code: 'custom',
          path: ['slides', k, 'slide', 'id'],
          message: 'another slide has this id',
        });
      seen.add(slide.id);
    }
  });
type SlidesFile = z.infer<typeof slidesFileSchema>;

/** A slide of an archive. */
export type ReadSlide = SlideContent & { readonly slide: Slide };

/** Puts the maps of the slides into the archive. */
export async function slidesFile(
  slides: readonly SlideToExport[],
  put: (path: string, blob: Blob) => Promise<string>,
): Promise<SlidesFile> {
  const entries: SlidesFile['slides'] = [];
  for (const { slide, read } of slides) {
    const { map, view, picture } = await read();
    const folder = `slides/${String(slide.number).padStart(3, '0')}-${slide.id.slice(0, 8)}`;
    entries.push({
      slide,
      map: map && (await put(`${folder}/map.gz`, new Blob([map]))),
      view,
      picture: picture && (await put(`${folder}/map.png`, picture)),
    });
  }
  return { schema: 1, slides: entries };
}

/**
 * What {@link slidesFile} wrote; a map's own content is checked when it is opened.
 * @param part bytes of a file that is as the manifest says
 * @throws ReticleError 'file-corrupt'
 */
export async function readSlides(
  { slides }: SlidesFile,
  kase: Pick<Case, 'id'>,
  part: (path: string) => Promise<Uint8Array<ArrayBuffer>>,
  png: (path: string, bytes: Uint8Array<ArrayBuffer>) => Blob,
): Promise<readonly ReadSlide[]> {
  const read: ReadSlide[] = [];
  for (const { slide, map, view, picture } of slides) {
    if (slide.caseId !== kase.id)
      throw new ReticleError(
        'file-corrupt',
        `The slide ${slide.id} belongs to another case.`,
        'Nothing was imported. Use another copy of the archive.',
      );
    read.push({
      slide,
      map: map === null ? null : (await part(map)).slice().buffer,
      view,
      picture: picture === null ? null : png(picture, await part(picture)),
    });
  }
  return read;
}
