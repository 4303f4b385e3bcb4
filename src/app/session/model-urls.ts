import { z } from 'zod';
import { listOf } from '../../domain/bounded-list';
import { BUILT_IN_MODELS } from '../state/models';

const indexSchema = listOf(z.string().regex(/^[a-z0-9-]{1,64}$/), 64);

/** Absolute URLs of the published model folders; the built-in ones where there is no list. */
export async function modelUrls(): Promise<readonly string[]> {
  const root = new URL('/models/', window.location.href);
  const url = (id: string) => new URL(`${id}/`, root).href;
  const builtIn = BUILT_IN_MODELS.map(({ id }): string => id);
  try {
    const response = await fetch(new URL('index.json', root));
    if (!response.ok) return builtIn.map(url);
    const listed = indexSchema.parse(await response.json());
    // Built-in ones first: they are what a newcomer waits for.
    return [
      ...builtIn.filter((id) => listed.includes(id)),
      ...listed.filter((id) => !builtIn.includes(id)),
    ].map(url);
  } catch {
    return builtIn.map(url);
  }
}
