import type { AnnotationEditor } from '../../capture/annotations/annotation-editor';
import type { Annotation, Decision } from '../../domain/annotation';
import { shapeOfRegion, simpleShape } from '../../domain/outline';
import { cellOutline } from '../../measure/cell-outline';
import type { ReviewedRegion } from '../../measure/region-review';
import { classOfContour } from '../annotate/tools';
import type { AppStore } from '../state/store';

/**
 * What a person says of the regions that a model marked. A decision is an annotation of the slide with the outline that
 * it was made of: it is kept, undone, exported and follows its tissue as what is drawn does.
 */
export class RegionDecisions {
  constructor(
    private readonly app: AppStore,
    private readonly editor: Pick<AnnotationEditor, 'replace'>,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** Confirms or rejects a region as it is now; what was decided of parts of it before gives way. One step. */
  decide(region: ReviewedRegion, decision: Exclude<Decision, 'noted'>): void {
    this.#put(region, decision, noteOf(region));
  }

  /** Writes beside a region; without a text a region that is only noted is as if never touched. */
  note(region: ReviewedRegion, text: string): void {
    const decision = region.decision ?? 'noted';
    const note = text.trim();
    if (note === noteOf(region)) return;
    if (decision === 'noted' && note === '') this.clear(region);
    else this.#put(region, decision, note);
  }

  /** Nothing is decided of it any more. */
  clear({ decided }: ReviewedRegion): void {
    this.editor.replace(
      decided.map(({ id }) => id),
      [],
    );
  }

  #put({ focus, decided }: ReviewedRegion, decision: Decision, label: string): void {
    const { state } = this.app;
    const model = state.models.find(({ manifest }) => manifest.id === focus.modelId);
    const threshold = state.map.layer?.threshold;
    const [main] = decided;
    if (!model || threshold === undefined) return;
    const origin: Annotation['origin'] = {
      ...{ kind: 'model', modelId: focus.modelId, modelHash: model.hash, classId: focus.classId },
      ...{ threshold, corrected: false, decision },
      ...(focus.open && { cut: true }),
    };
    const shape = shapeOfRegion(cellOutline(focus));
    const annotation: Annotation = {
      id: main?.id ?? crypto.randomUUID(),
      shape: simpleShape(shape) ?? shape,
      island: focus.island,
      // Only what is confirmed is of a class: nothing else counts in its sums.
      classId: decision === 'confirmed' ? (classOfContour(origin) ?? 'region') : null,
      label,
      locked: false,
      createdAt: this.now().toISOString(),
      origin,
    };
    this.editor.replace(
      decided.map(({ id }) => id),
      [annotation],
    );
  }
}

/** What was written beside a region, of all its parts. */
export const noteOf = ({ decided }: Pick<ReviewedRegion, 'decided'>): string =>
  decided
    .map(({ label }) => label)
    .filter(Boolean)
    .join('; ');
