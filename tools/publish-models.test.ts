import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { modelFolders, publishedFiles } from './publish-models.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'models-'));
  for (const [path, text] of [
    ['one/manifest.json', '{}'],
    ['one/model.json', '{}'],
    ['one/weights.bin', ''],
    ['one/CARD.md', ''],
    ['one/evaluation.json', '{}'],
    ['one/parity/inputs.bin', ''],
    ['training/train.py', ''],
  ] as const) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
});
afterEach(() => rmSync(root, { recursive: true }));

test('publishes folders with a manifest, and of them only what the app reads', () => {
  expect(modelFolders(root)).toEqual(['one']);
  expect(publishedFiles(join(root, 'one'))).toEqual([
    'CARD.md',
    'manifest.json',
    'model.json',
    'weights.bin',
  ]);
});

test('a project without models has none to publish', () => {
  expect(modelFolders(join(root, 'absent'))).toEqual([]);
});
