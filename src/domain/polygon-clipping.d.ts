/** The package's own types name its functions, but at run time all are in its default export. */
declare module 'polygon-clipping' {
  const clipping: { readonly union: typeof union; readonly intersection: typeof intersection };
  export default clipping;
}
