import { expect, test, vi } from 'vitest';
import { openTissueSlide } from './open-tissue-slide';

vi.stubGlobal('self', { location: { origin: 'http://localhost' } });

const files =
  (table: string, picture: BodyInit, status = 200) =>
  (url: URL) =>
    Promise.resolve(new Response(url.pathname.endsWith('.json') ? table : picture, { status }));

const good = JSON.stringify({ umPerPx: 1, startUm: { x: 1, y: 1 }, tour: [], places: [] });

test('files are asked for below this page, and nowhere else', async () => {
  const asked: string[] = [];
  await openTissueSlide('prostate-tissue', (url) => {
    asked.push(url.href);
    return Promise.resolve(new Response(null, { status: 404 }));
  }).catch(() => undefined);
  expect(asked).toEqual([
    'http://localhost/slides/prostate-tissue/slide.json',
    'http://localhost/slides/prostate-tissue/tissue.jpg',
  ]);
});

test.each([
  ['missing', files(good, 'x', 404)],
  ['no table', files('<!doctype html>', 'x')],
  ['a table of nonsense', files('{"umPerPx":0,"startUm":{"x":-1,"y":0},"tour":[],"places":[]}', 'x')],
  ['no picture', files(good, 'not a picture')],
  ['a picture of a gigapixel', files(good, hugeJpeg())],
  ['no network', () => Promise.reject(new TypeError('Failed to fetch'))],
])('a slide of real tissue with %s is refused by name', async (_, fetchFile) => {
  await expect(openTissueSlide('lymph-node-tissue', fetchFile)).rejects.toMatchObject({
    code: 'file-corrupt',
    message: 'The slide of real tissue could not be read.',
  });
});

/** The header of a JPEG of 16,000 x 16,000 px. */
function hugeJpeg(): Uint8Array<ArrayBuffer> {
  const side = [0x3e, 0x80];
  return new Uint8Array([
    ...[0xff, 0xd8, 0xff, 0xc0, 0x00, 0x11, 0x08, ...side, ...side, 0x03],
    ...[0x01, 0x11, 0x00, 0x02, 0x11, 0x01, 0x03, 0x11, 0x01, 0xff, 0xd9, 0x00, 0x00, 0x00],
  ]);
}
