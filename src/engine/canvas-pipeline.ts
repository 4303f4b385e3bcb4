import type { FieldPipeline } from './field-pipeline';
export class CanvasPipeline {
  constructor(_canvas: OffscreenCanvas, _context: OffscreenCanvasRenderingContext2D) {}
}
export interface CanvasPipeline extends FieldPipeline {}
