import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
const textOf = (path: string) => readFileSync(join(root, path), 'utf8');
const shaders = files
  .filter((path) => path.endsWith('.wgsl'))
  .map((path) => ({ path, text: textOf(path).replace(/\/\/.*$/gm, '') }));
const modules = files
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map(textOf)
  .join('\n');

/** Numbers that only a shader needs: they have no twin in TypeScript. */
const OWN = ['THREADS', 'SEARCHERS', 'PI'];

test('there are shaders to look at', () => {
  expect(shaders.length).toBeGreaterThan(8);
});

test('a shader declares no number that TypeScript could hold as well: they are generated, or overrides', () => {
  for (const { path, text } of shaders) {
    const declared = [...text.matchAll(/\b(?:const|override)\s+(\w+)\s*(?::\s*\w+)?\s*=\s*([^;]*\d[^;]*);/g)]
      // Calculated from constants that are given: no literal with a fraction, no vector of literals.
      .filter(([, , value = '']) =>
        /^(?:-?[\d.]+(?:e-?\d+)?[uif]?|vec\d[fiu]?\([-\d.,\s]+\)|[\d.\s/*+-]+)$/.test(value.trim()),
      )
      .map(([, name]) => name)
      .filter((name) => name !== undefined && !OWN.includes(name));
    expect({ path, declared }).toEqual({ path, declared: [] });
  }
});

test('the numbers of shaders alone have indeed no twin', () => {
  for (const name of OWN) expect(modules).not.toMatch(new RegExp(`\\bconst ${name}\\b|\\b${name}:`));
});

test('what is bound to a shader as a structure is declared in TypeScript alone', () => {
  for (const { path, text } of shaders) {
    const bound = [
      ...text.matchAll(/var<(?:uniform|storage)[^>]*>\s*\w+\s*:\s*(?:array<)?\s*([A-Z]\w*)/g),
    ].map(([, name]) => name);
    for (const name of bound) {
      expect({ path, name, here: text.includes(`struct ${name}`) }).toEqual({ path, name, here: false });
      expect(modules).toContain(`struct('${name}'`);
    }
    const all = [...text.matchAll(/\bstruct\s+(\w+)/g)].map(([, name]) => name);
    for (const name of all) expect(modules).not.toContain(`struct('${name}'`);
  }
});
