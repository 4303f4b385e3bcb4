import type { z } from 'zod';
import { ReticleError } from '../domain/errors';
import { type ModelManifest, manifestSchema } from '../domain/manifest';

/** Issues named in one message; a badly broken manifest has dozens, and the first are enough to start. */
const ISSUES_SHOWN = 3;

/**
 * Validates the content of a manifest.json.
 * @param where the model's folder, for the message
 * @throws ReticleError 'model-invalid' naming the wrong fields
 */
export function parseManifest(text: string, where: string): ModelManifest {
  const invalid = (what: string, cause?: unknown) =>
    new ReticleError(
      'model-invalid',
      `manifest.json of the model at ${where} ${what}.`,
      'Correct the named field, or get the model folder again from its author.',
      { cause },
    );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalid('is not JSON', cause);
  }
  const result = manifestSchema.safeParse(json);
  if (!result.success) {
    const { issues } = result.error;
    const named = issues.slice(0, ISSUES_SHOWN).map(describeIssue).join('; ');
    const more = issues.length > ISSUES_SHOWN ? `; and ${issues.length - ISSUES_SHOWN} more` : '';
    throw invalid(`is wrong: ${named}${more}`, result.error);
  }
  const { files } = result.data;
  if (!files.some(({ path }) => path === 'model.json'))
    throw invalid('is wrong: "files" does not list model.json');
  if (new Set(files.map(({ path }) => path)).size !== files.length)
    throw invalid('is wrong: "files" lists a file twice');
  return result.data;
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const field = issue.path.length === 0 ? 'the whole' : `"${issue.path.join('.')}"`;
  const missing = issue.code === 'invalid_type' && issue.input === undefined;
  return `${field}: ${missing || /received undefined/.test(issue.message) ? 'is missing' : issue.message}`;
}
