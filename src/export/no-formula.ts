/**
 * Signs that begin a formula, of full width too, behind whatever is not seen: spaces of any kind and width, direction marks,
 * control characters. A tab or line end alone makes some spreadsheets begin another cell.
 */
const FORMULA = /^(?:[\t\r\n]|[\s\p{Cf}\p{Cc}]*[=+\-@\uff1d\uff0b\uff0d\uff20])/u;

/** Text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV injection"). */
export const noFormula = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
