/** The two controls of the source that other parts of the page lead to. The component that draws them puts them in. */
export class SourceControls {
  select: HTMLSelectElement | null = null;
  fileInput: HTMLInputElement | null = null;

  /** Leads the user to the list of sources. */
  focusSelect(): void {
    this.select?.focus();
  }

  /** Opens the browser's dialog for a picture or video. */
  chooseFile(): void {
    this.fileInput?.click();
  }
}
