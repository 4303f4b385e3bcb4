import { noFormula } from '../../export/no-formula';

/**
 * Rows as tab-separated text, which spreadsheets paste into cells. Tabs and line ends inside a cell become blanks; a
 * cell that a spreadsheet would take for a formula gets an apostrophe (CSV injection, OWASP).
 */
export function asTable(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(cell).join('\t')).join('\n');
}

function cell(text: string): string {
  const plain = text.replace(/[\t\r\n]+/g, ' ');
  if (plain.startsWith('"')) return `"${plain.replaceAll('"', '""')}"`;
  const number = plain !== '' && Number.isFinite(Number(plain));
  return number ? plain : noFormula(plain);
}
