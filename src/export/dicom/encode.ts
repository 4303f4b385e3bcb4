/** Attributes by DICOM keyword; sequences are arrays of the same. */
export type Dataset = { readonly [keyword: string]: DicomValue };
export type DicomValue =
  | string
  | number
  | ArrayBuffer
  | readonly string[]
  | readonly number[]
  | Dataset
  | readonly Dataset[];

const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
/** Of this program, made once; it names the writer in the file's header. */
const IMPLEMENTATION = '2.25.30614240246433348715488532845446927016';

/** A DICOM file (PS3.10), explicit VR little endian. The same data set gives the same bytes. */
export async function encodeDicom(dataset: Dataset, version: string): Promise<Blob> {
  const { default: dcmjs } = await import('dcmjs');
  const { DicomDict, DicomMetaDictionary } = dcmjs.data;
  const value = (vr: string, content: unknown) => ({ vr, Value: [content] });
  const file = new DicomDict({
    '00020001': value('OB', new Uint8Array([0, 1]).buffer),
    '00020002': value('UI', dataset.SOPClassUID),
    '00020003': value('UI', dataset.SOPInstanceUID),
    '00020010': value('UI', EXPLICIT_LITTLE_ENDIAN),
    '00020012': value('UI', IMPLEMENTATION),
    '00020013': value('SH', `RETICLE ${version}`.slice(0, 16)),
  });
  file.dict = DicomMetaDictionary.denaturalizeDataset({
    ...dataset,
    // Bytes; the dictionary leaves it open.
    ...('PixelData' in dataset && { _vrMap: { PixelData: 'OB' } }),
  });
  return new Blob([file.write()], { type: 'application/dicom' });
}

/** A coded entry: (value, scheme, meaning). */
export type Code = readonly [value: string, scheme: string, meaning: string];

export function coded([value, scheme, meaning]: Code): Dataset {
  const code = line(value, 16) || 'NONE';
  return { CodeValue: code, CodingSchemeDesignator: scheme, CodeMeaning: line(meaning) || code };
}

/** A decimal string holds 16 characters. */
export function decimal(value: number): string {
  let digits = 15;
  let text = String(value);
  while (text.length > 16) text = String(Number(value.toPrecision(digits--)));
  return text;
}

/** Text of a value representation: of at most `length` characters, on one line, without a backslash. */
export function line(text: string, length = 64): string {
  return text
    .replaceAll(/[\p{Cc}\\]+/gu, ' ')
    .trim()
    .slice(0, length)
    .trim();
}
