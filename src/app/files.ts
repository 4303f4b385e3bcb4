/** A browser that asks where to save begins to write only after the answer, ms. */
const KEPT_MS = 60_000;

/** Hands a file to the browser's downloads, and lets its bytes go once the browser has surely begun to write. */
export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
