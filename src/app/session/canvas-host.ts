import type { SizePx } from '../../domain/geometry';
import { t } from '../i18n/i18n';
import { Signal } from '../signal';
import type { AppStore } from '../state/store';
import { fitCanvas, USUAL_FRAME } from '../view/fit';
import { watchPixelRatio } from '../view/pixel-ratio';

/** Device px, and how many of them are a CSS px. */
export interface CanvasSize extends SizePx {
  readonly pixelRatio: number;
}

/**
 * Holds the canvas of the live view in its element. The canvas is made here, not by React, because it is
 * given away to the engine's worker once and must be replaced by a new one when that worker ends.
 */
export class CanvasHost {
  /** The canvas is to have another size, or is on another screen. */
  readonly resized = new Signal<CanvasSize>();
  #element: HTMLElement | null = null;
  #canvas: HTMLCanvasElement | null = null;
  #size: CanvasSize = { ...USUAL_FRAME, pixelRatio: 1 };
  #observer: ResizeObserver | null = null;

  constructor(private readonly store: AppStore) {
    store.api.subscribe((state, before) => {
      if (state.frame !== before.frame) this.#fit();
    });
  }

  /** Element that the live view fills. Call the returned function when it goes. */
  mount(element: HTMLElement): () => void {
    this.#element = element;
    if (this.#canvas) element.prepend(this.#canvas);
    const observer = new ResizeObserver(() => this.#fit());
    observer.observe(element);
    this.#observer = observer;
    const unwatch = watchPixelRatio(() => this.#fit());
    this.#fit();
    return () => {
      unwatch();
      observer.disconnect();
      if (this.#observer === observer) this.#observer = null;
      if (this.#element === element) this.#element = null;
    };
  }

  /** A new canvas in place of the last, and its control for the engine. */
  create(): { readonly canvas: OffscreenCanvas; readonly size: CanvasSize } {
    const canvas = document.createElement('canvas');
    canvas.dataset.testid = 'live-view';
    canvas.className = 'live-canvas';
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', t('view.label'));
    this.#canvas?.remove();
    this.#canvas = canvas;
    this.#element?.prepend(canvas);
    this.#size = { width: 0, height: 0, pixelRatio: 1 };
    this.#fit();
    canvas.width = this.#size.width;
    canvas.height = this.#size.height;
    return { canvas: canvas.transferControlToOffscreen(), size: this.#size };
  }

  #fit(): void {
    const element = this.#element;
    const canvas = this.#canvas;
    if (!canvas) return;
    const room = element
      ? { width: element.clientWidth, height: element.clientHeight }
      : { width: USUAL_FRAME.width, height: USUAL_FRAME.height };
    if (room.width === 0 || room.height === 0) return;
    const { frame } = this.store.state;
    const pixelRatio = window.devicePixelRatio;
    const fitted = fitCanvas(room, frame ?? USUAL_FRAME, pixelRatio);
    canvas.style.left = `${fitted.left}px`;
    canvas.style.top = `${fitted.top}px`;
    canvas.style.width = `${fitted.cssWidth}px`;
    canvas.style.height = `${fitted.cssHeight}px`;
    const { width, height } = fitted;
    const before = this.#size;
    if (width === before.width && height === before.height && pixelRatio === before.pixelRatio) return;
    this.#size = { width, height, pixelRatio };
    this.resized.emit(this.#size);
  }
}
