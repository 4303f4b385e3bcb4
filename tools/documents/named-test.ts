/** Whether a test file has a test of this title, as it stands in the code: `%s` and such unfilled. */
export function hasTest(source: string, title: string): boolean {
  if (title === '') return false;
  const literal = title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/'/g, "\\\\?'");
  // Behind a call of test, or of the table that test.each and test.for return.
  const call = `^[^/\\n]*(?:\\btest(?:\\.\\w+)*|\\)|\\]\\s*(?:as const)?\\))\\(\\s*(['"\`])${literal}\\1`;
  return new RegExp(call, 'm').test(source);
}

/** The code of the test of this title, with the table that it goes through; empty where there is none. */
export function testBlock(source: string, title: string): string {
  return source.split(/^(?= {0,4}test(?:\.\w+)*[(<])/m).find((block) => hasTest(block, title)) ?? '';
}
