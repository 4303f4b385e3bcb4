import { serve } from '../../rpc/serve';
import type { ReadCase } from '../archive/read-archive';
import type { ReadAnnotations, ReadInto } from '../geojson/read-geojson';
import { type GeojsonOrigin, readingHere } from './read-here';

export interface ReadingCalls {
  archive(file: Blob): ReadCase;
  geojson(input: { readonly file: Blob; readonly into: ReadInto }): ReadAnnotations;
  originOf(file: Blob): GeojsonOrigin;
}

/** Reads files of unknown origin beside the page. */
serve<ReadingCalls>(self, {
  archive: (file) => readingHere.archive(file),
  geojson: ({ file, into }) => readingHere.geojson(file, into),
  originOf: (file) => readingHere.originOf(file),
});
