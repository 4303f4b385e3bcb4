/** The part of dcmjs that we use; it comes without types. */
declare module 'dcmjs' {
  type DicomElement = { vr: string; Value: readonly unknown[] };
  const dcmjs: {
    readonly data: {
      readonly DicomDict: new (
        meta: Readonly<Record<string, DicomElement>>,
      ) => { dict: Readonly<Record<string, DicomElement>>; write(): ArrayBuffer };
      readonly DicomMetaDictionary: {
        denaturalizeDataset(dataset: Readonly<Record<string, unknown>>): Record<string, DicomElement>;
      };
    };
    readonly log: { setLevel(level: string): void };
  };
  export default dcmjs;
}
