/** Numbers that a shader shares with TypeScript, by the type that they have in WGSL. */
export interface SharedConstants {
  /** Numbers with a fraction, as exact as WGSL computes constants. */
  readonly float?: Readonly<Record<string, number>>;
  readonly i32?: Readonly<Record<string, number>>;
  readonly u32?: Readonly<Record<string, number>>;
  /** 2 to 4 numbers. */
  readonly vector?: Readonly<Record<string, readonly number[]>>;
}

const float = (value: number) => (Number.isInteger(value) ? `${value}.0` : `${value}`);

/** Their declarations in WGSL, to be put before the text of a shader. */
export function constantText({ float: floats, i32, u32, vector }: SharedConstants): string {
  const lines = <Value>(
    values: Readonly<Record<string, Value>> | undefined,
    text: (value: Value) => string,
  ) => Object.entries(values ?? {}).map(([name, value]) => `const ${name}${text(value)};\n`);
  return [
    ...lines(floats, (value) => ` = ${float(value)}`),
    ...lines(i32, (value) => `: i32 = ${value}`),
    ...lines(u32, (value) => `: u32 = ${value}u`),
    ...lines(vector, (value) => ` = vec${value.length}f(${value.map(float).join(', ')})`),
  ].join('');
}
