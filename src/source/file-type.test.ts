import { expect, test } from 'vitest';
import { fileTypeOf, sniffFileType } from './file-type';

const bytes = (text: string) => Uint8Array.from([...text].map((letter) => letter.charCodeAt(0)));

test.each([
  ['png', '\x89PNG\r\n\x1a\n'],
  ['jpeg', '\xff\xd8\xff\xe0'],
  ['tiff', 'II\x2a\0'],
  ['tiff', 'MM\0\x2a'],
  ['tiff', 'II\x2b\0'],
  ['tiff', 'MM\0\x2b'],
  ['webm', '\x1a\x45\xdf\xa3'],
  ['mp4', '\0\0\0\x18ftypisom'],
  ['mp4', '\0\0\0\x14ftypqt  '],
  ['mp4', '\0\0\0\x08wide'],
  ['mp4', '\0\0\x04\x00moov'],
  [null, '\0\0\0\x18ftypavif'],
  [null, 'GIF89a'],
  [null, 'RIFF....WEBP'],
  [null, ''],
  [null, '\x89PN'],
])('%s is told by its first bytes', (type, start) => {
  expect(sniffFileType(bytes(start))).toBe(type);
});

test('what cannot be opened is refused by name, text as text', async () => {
  await expect(fileTypeOf(new File(['patient;field\n1;2\n'], 'table.png'))).rejects.toMatchObject({
    code: 'file-unsupported',
    message: '"table.png" holds text, no picture or video.',
  });
  await expect(fileTypeOf(new File([bytes('GIF89a\0\0')], 'a.gif'))).rejects.toMatchObject({
    code: 'file-unsupported',
    message: '"a.gif" is a GIF picture, which holds 256 colours at most and is not opened here.',
  });
  await expect(
    fileTypeOf(new File([bytes(`PK\x03\x04${'\0'.repeat(26)}[Content_Types].xml`)], 'notes.docx')),
  ).rejects.toMatchObject({ message: '"notes.docx" is an Office document.' });
  await expect(fileTypeOf(new File([], 'a.png'))).rejects.toMatchObject({ code: 'file-empty' });
  await expect(fileTypeOf(new File([], `${'x'.repeat(500)}.png`))).rejects.toThrow(/^.{0,120}$/);
});

test.each([
  ['BM\0\0\0\0', 'a BMP picture', 'PNG'],
  ['RIFF\0\0\0\0WEBPVP8 ', 'a WebP picture', 'PNG'],
  ['\0\0\0\x18ftypheic', 'a HEIC picture', 'Most Compatible'],
  ['RIFF\0\0\0\0AVI LIST', 'an AVI video', 'MP4'],
  ['PK\x03\x04', 'a ZIP file', 'case panel'],
  ['\x1f\x8b\x08', 'gzip', 'Unpack'],
  ['<?xml version="1.0"?><Annotations/>', 'XML', 'case panel'],
  ['{"type": "FeatureCollection"}', 'JSON', 'case panel'],
  [`${'\0'.repeat(128)}DICM`, 'DICOM', 'OME-TIFF'],
  ['\xff\x00\x12\x01', 'a type that cannot be opened', 'PNG, JPEG or TIFF'],
])('what is not opened is named, with a way on: %s', async (start, named, way) => {
  const error = await fileTypeOf(new File([bytes(start)], 'slide.xyz')).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'file-unsupported',
    message: expect.stringContaining(named),
    remedy: expect.stringContaining(way),
  });
});
