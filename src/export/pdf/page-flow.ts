import {
  PDFDocument,
  type PDFFont,
  PDFHexString,
  type PDFImage,
  PDFOperator,
  PDFOperatorNames,
  type PDFPage,
  rgb,
  StandardFonts,
} from '@cantoo/pdf-lib';

/** A4, points (1/72 inch). */
const PAGE = { width: 595.28, height: 841.89 };
const MARGIN = 48;
const FOOT = 36;
const INK = rgb(0.09, 0.1, 0.13);
const SOFT = rgb(0.36, 0.38, 0.43);
const RULE = rgb(0.8, 0.82, 0.85);
/** Between pictures, and the most that one is high. */
const GAP = 8;
const MOST_HEIGHT = 320;
export const TEXT_WIDTH = PAGE.width - 2 * MARGIN;

export interface TextStyle {
  readonly size: number;
  readonly bold?: boolean;
  readonly soft?: boolean;
}
export interface Column {
  readonly width: number;
  readonly right?: boolean;
}

/** Puts text, pictures and tables one below the other, on as many pages as it takes. */
export class PageFlow {
  #page: PDFPage | null = null;
  #y = 0;

  private constructor(
    readonly document: PDFDocument,
    private readonly regular: PDFFont,
    private readonly bold: PDFFont,
  ) {}

  static async create(): Promise<PageFlow> {
    const document = await PDFDocument.create({ updateMetadata: false });
    return new PageFlow(
      document,
      await document.embedFont(StandardFonts.Helvetica),
      await document.embedFont(StandardFonts.HelveticaBold),
    );
  }

  newPage(): void {
    this.#page = this.document.addPage([PAGE.width, PAGE.height]);
    this.#y = PAGE.height - MARGIN;
  }

  space(height: number): void {
    this.#y -= height;
  }

  /** Wrapped at words, or within one that is too long. */
  text(text: string, style: TextStyle): void {
    for (const line of text.split(/\r?\n/))
      for (const piece of this.#wrapped(line, TEXT_WIDTH, style)) {
        this.#need(style.size * 1.4);
        this.#y -= style.size * 1.4;
        this.#draw(piece, MARGIN, style);
      }
  }

  /** Side by side, each with words below it. */
  pictures(pictures: readonly { readonly image: PDFImage; readonly caption: string }[]): void {
    const style = { size: 8, soft: true };
    const room = (TEXT_WIDTH - GAP * (pictures.length - 1)) / pictures.length;
    const sizes = pictures.map(({ image }) => {
      const scale = Math.min(room / image.width, MOST_HEIGHT / image.height);
      return { width: image.width * scale, height: image.height * scale };
    });
    const height = Math.max(0, ...sizes.map((size) => size.height));
    this.#need(height + style.size * 1.6);
    this.#y -= height;
    const top = this.#y + height;
    pictures.forEach(({ image }, k) => {
      const size = sizes[k] ?? { width: 0, height: 0 };
      this.#here.drawImage(image, { x: MARGIN + k * (room + GAP), y: top - size.height, ...size });
    });
    this.#y -= style.size * 1.6;
    pictures.forEach(({ caption }, k) => {
      this.#draw(caption, MARGIN + k * (room + GAP), style);
    });
  }

  row(cells: readonly string[], columns: readonly Column[], style: TextStyle): void {
    const lines = cells.map((cell, k) => this.#wrapped(cell, (columns[k]?.width ?? 0) - 8, style));
    const height = Math.max(...lines.map(({ length }) => length), 1) * style.size * 1.3 + 5;
    this.#need(height);
    const top = this.#y;
    let x = MARGIN;
    columns.forEach(({ width, right }, k) => {
      this.#y = top - 2;
      for (const line of lines[k] ?? []) {
        this.#y -= style.size * 1.3;
        this.#draw(line, right ? x + width - 8 - this.#width(line, style) : x, style);
      }
      x += width;
    });
    this.#y = top - height;
    this.#here.drawLine({
      start: { x: MARGIN, y: this.#y },
      end: { x: MARGIN + TEXT_WIDTH, y: this.#y },
      thickness: 0.5,
      color: RULE,
    });
  }

  /** Writes a line at the foot of every page, with the page's number. */
  foot(text: string): void {
    const pages = this.document.getPages();
    pages.forEach((page, k) => {
      this.#page = page;
      this.#y = FOOT - 10;
      this.#draw(`${text}   ${k + 1} / ${pages.length}`, MARGIN, { size: 8, soft: true });
    });
  }

  get #here(): PDFPage {
    if (!this.#page) this.newPage();
    if (!this.#page) throw new Error('no page');
    return this.#page;
  }

  #need(height: number): void {
    if (!this.#page || this.#y - height < MARGIN) this.newPage();
  }

  #font({ bold }: TextStyle): PDFFont {
    return bold ? this.bold : this.regular;
  }

  #width(text: string, style: TextStyle): number {
    return this.#font(style).widthOfTextAtSize(this.#printable(text), style.size);
  }

  /**
   * The standard fonts hold Latin letters only. Others are drawn as a question mark, with the true text
   * beside it (ActualText; ISO 32000-1, 14.9.4), so that it can be searched, copied and read aloud.
   */
  #draw(text: string, x: number, style: TextStyle): void {
    const page = this.#here;
    const printable = this.#printable(text);
    const marked = printable !== text;
    if (marked)
      page.pushOperators(
        PDFOperator.of(PDFOperatorNames.BeginMarkedContentSequence, [
          '/Span',
          `<</ActualText ${PDFHexString.fromText(text).toString()}>>`,
        ]),
      );
    page.drawText(printable, {
      x,
      y: this.#y,
      size: style.size,
      font: this.#font(style),
      color: style.soft ? SOFT : INK,
    });
    if (marked) page.pushOperators(PDFOperator.of(PDFOperatorNames.EndMarkedContent));
  }

  #printable(text: string): string {
    const known = new Set(this.regular.getCharacterSet());
    return Array.from(text, (c) => (known.has(c.codePointAt(0) ?? 0) ? c : '?')).join('');
  }

  #wrapped(text: string, width: number, style: TextStyle): string[] {
    const pieces: string[] = [];
    let piece = '';
    for (const word of text.split(/\s+/).filter(Boolean)) {
      const longer = piece ? `${piece} ${word}` : word;
      if (this.#width(longer, style) <= width) {
        piece = longer;
        continue;
      }
      if (piece) pieces.push(piece);
      piece = '';
      for (const letter of word) {
        if (piece && this.#width(piece + letter, style) > width) {
          pieces.push(piece);
          piece = '';
        }
        piece += letter;
      }
    }
    return piece ? [...pieces, piece] : pieces;
  }
}
