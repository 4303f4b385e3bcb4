import type { z } from 'zod';
import { type ErrorCode, ReticleError } from './errors';

/** Issues named in one message; a badly broken file has dozens, and the first are enough to start. */
const ISSUES_SHOWN = 3;

/** How to speak of a text that came from outside. */
export interface ParseOptions {
  readonly code: ErrorCode;
  /** Subject of the sentence: `manifest.json of the model at /x`. */
  readonly what: string;
  readonly remedy: string;
}

/** @throws ReticleError of `options.code` saying what is wrong with it */
export function parseFailure(options: ParseOptions, problem: string, cause?: unknown): ReticleError {
  return new ReticleError(options.code, `${options.what} ${problem}.`, options.remedy, { cause });
}

/**
 * Text from outside, as JSON of the given schema.
 * @throws ReticleError of `options.code` naming the wrong fields
 */
export function parseJson<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  options: ParseOptions,
): z.infer<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw parseFailure(options, 'is not JSON', cause);
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const { issues } = result.error;
  const named = issues.slice(0, ISSUES_SHOWN).map(describeIssue).join('; ');
  const more = issues.length > ISSUES_SHOWN ? `; and ${issues.length - ISSUES_SHOWN} more` : '';
  throw parseFailure(options, `is wrong: ${named}${more}`, result.error);
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const field = issue.path.length === 0 ? 'the whole' : `"${issue.path.join('.')}"`;
  const missing = issue.code === 'invalid_type' && issue.input === undefined;
  return `${field}: ${missing || /received undefined/.test(issue.message) ? 'is missing' : issue.message}`;
}
