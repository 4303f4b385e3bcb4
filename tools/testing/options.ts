export const KINDS = ['static', 'unit', 'python', 'gpu', 'e2e'] as const;
export type Kind = (typeof KINDS)[number];

export interface Options {
  readonly kinds: readonly Kind[];
  readonly short: boolean;
  readonly long: boolean;
  /** Only the tests that the changes since the last commit concern. */
  readonly changed: boolean;
  /** Handed on to the test programs: file names, for example. */
  readonly extra: readonly string[];
}

/** Reads the arguments of `npm test`; throws on a stage that does not exist. */
export function readOptions(args: readonly string[]): Options {
  const only = args.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);
  const kind = KINDS.find((each) => each === only);
  if (only !== undefined && !kind)
    throw new Error(`--only must be one of ${KINDS.join(', ')}, not "${only}".`);
  const own = (argument: string) =>
    argument.startsWith('--only=') || ['--long', '--with-long', '--changed'].includes(argument);
  const long = args.includes('--long');
  return {
    kinds: kind ? [kind] : KINDS,
    short: !long,
    long: long || args.includes('--with-long'),
    changed: args.includes('--changed'),
    extra: args.filter((argument) => !own(argument)),
  };
}
