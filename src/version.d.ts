/** Version of package.json and the commit (tools/build-version.ts), put in by the build. */
declare const __VERSION__: string;
