import { expect, test } from 'vitest';
import { asTable } from './table-text';

test('cells are kept apart, and none is a formula', () => {
  expect(
    asTable([
      ['a\tb', '=SUM(A1)', '-1.5'],
      ['line\nend', '@x', '-x'],
      ['"open', '', '1'],
    ]),
  ).toBe('a b\t\'=SUM(A1)\t-1.5\nline end\t\'@x\t\'-x\n"""open"\t\t1');
});
