import { invalid } from './package-files';

/** Uses of one anchor; a description needs none, and a bomb needs many. */
const MOST_ALIASES = 50;

/**
 * YAML 1.2 of unknown origin.
 * @throws ReticleError 'model-invalid'
 */
export async function parseYaml(text: string, path: string): Promise<unknown> {
  const { parse } = await import('yaml');
  try {
    return parse(text, {
      maxAliasCount: MOST_ALIASES,
      schema: 'core',
      logLevel: 'silent',
      prettyErrors: true,
    });
  } catch (cause) {
    const detail = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]?.slice(0, 200);
    throw invalid(
      `${path} is not YAML that can be read: ${detail}.`,
      'Get the package again from its author.',
      cause,
    );
  }
}
