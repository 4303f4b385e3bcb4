/** Those entries of a whole that a change would replace. */
export function entriesOf<Whole extends object>(whole: Whole, change: Partial<Whole>): Partial<Whole> {
  const kept: Partial<Whole> = { ...whole };
  for (const name of Object.keys(kept) as (keyof Whole)[]) if (!(name in change)) delete kept[name];
  return kept;
}
