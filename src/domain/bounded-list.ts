import { z } from 'zod';

/** Issues reported for one element; the list ends at the first that has any. */
const MOST_ISSUES = 3;

/**
 * A list of at most `most` elements, for text of unknown origin: its length is asked before any element is looked at, and
 * the first element that is wrong ends it, so that a million wrong ones cost no more than one.
 */
export function listOf<Element extends z.ZodType>(element: Element, most: number, least = 0) {
  return z
    .array(z.unknown())
    .min(least)
    .max(most)
    .transform((values, context) => {
      const list: z.output<Element>[] = [];
      for (const [k, value] of values.entries()) {
        const result = element.safeParse(value);
        if (!result.success) {
          for (const { path, message } of result.error.issues.slice(0, MOST_ISSUES))
            context.addIssue({ code: 'custom', path: [k, ...path], message, input: value });
          return z.NEVER;
        }
        list.push(result.data);
      }
      return list;
    });
}

/** An object of at most `most` keys of one kind; as {@link listOf}. */
export function recordOf<Key extends z.ZodString, Value extends z.ZodType>(
  key: Key,
  value: Value,
  most: number,
) {
  return z
    .record(z.string(), z.unknown())
    .refine((record) => Object.keys(record).length <= most, `has more than ${most} entries`)
    .pipe(z.record(key, value));
}

/** A list of which no two have the same; else the first that comes again is named. */
export function withoutTwins<Value>(of: (value: Value) => string) {
  return (values: readonly Value[], context: z.core.$RefinementCtx) => {
    const seen = new Set<string>();
    for (const [k, value] of values.entries()) {
      const id = of(value);
      if (seen.has(id)) {
        context.addIssue({ code: 'custom', path: [k, 'id'], message: 'another one has this id', input: id });
        return;
      }
      seen.add(id);
    }
  };
}
