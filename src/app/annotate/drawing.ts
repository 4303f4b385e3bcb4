import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AnnotationEditor } from '../../capture/annotations/annotation-editor';
import type { Annotation } from '../../domain/annotation';
import type { PointUm } from '../../domain/geometry';
import { simpleShape } from '../../domain/outline';
import { Dragging } from './dragging';
import { near } from './near';
import type { Placement } from './placement';
import { classOfContour, shapeOf, type Tool } from './tools';

/** A text that is being written: where, and what so far. */
export interface TextDraft {
  readonly at: PointUm;
  readonly island: number;
  readonly text: string;
}

export interface AnnotateView {
  readonly open: boolean;
  readonly tool: Tool;
  readonly classId: string;
  /** Corners placed so far, slide um; the last one follows the pointer. */
  readonly draft: readonly PointUm[];
  readonly writing: TextDraft | null;
  /** Place that the keyboard has moved to; null: the pointer is used. */
  readonly cursor: PointUm | null;
  readonly areaMm2: number;
  readonly outline: 'square' | 'circle';
}

const INITIAL: AnnotateView = {
  open: false,
  tool: 'line',
  classId: 'region',
  draft: [],
  writing: null,
  cursor: null,
  // Ten fields of 0.53 mm in diameter, as mitoses of breast cancer are counted (Elston and Ellis 1991).
  areaMm2: 2.2,
  outline: 'circle',
};

/** Freehand points nearer than this are left out, screen px. */
const FREEHAND_STEP = 3;
/** How near to a line, corner or first point counts as on it, screen px. */
const REACH = 10;
/** A drag shorter than this is a slip, screen px. */
const LEAST_DRAG = 3;

export interface DrawingHost {
  readonly editor: AnnotationEditor;
  /** Of the frame on screen; null while its place is not known. */
  readonly placement: Placement | null;
  /** The model's positive region around a point of a placed field, with its origin. */
  contour(at: PointUm, placement: Placement): Promise<Pick<Annotation, 'shape' | 'origin'> | null>;
  /** What was drawn goes around nothing and is not kept. */
  refused(): void;
}

/** The tool in hand, and what it does where the pointer or the keyboard's cross goes. All places are slide um. */
export class Drawing {
  readonly view: StoreApi<AnnotateView> = createStore(() => INITIAL);
  readonly dragging: Dragging;

  constructor(private readonly host: DrawingHost) {
    this.dragging = new Dragging(host.editor);
  }

  toggle(): void {
    this.keepText();
    this.#set({ open: !this.view.getState().open, draft: [], cursor: null });
  }

  /** What is begun is dropped: the tissue has no place any more. A text is kept, as it stands. */
  forget(): void {
    this.keepText();
    this.#set({ draft: [], cursor: null });
  }

  choose(change: Partial<Pick<AnnotateView, 'tool' | 'classId' | 'areaMm2' | 'outline'>>): void {
    this.keepText();
    // An outline of a model has the model's own class, unless another is chosen after its tool.
    const own = change.tool === 'contour' ? { classId: INITIAL.classId } : {};
    this.#set({ ...own, ...change, draft: [] });
    const { editor } = this.host;
    const { selected } = editor.state;
    if (!change.classId || !selected) return;
    // With a tool that draws, the class is that of what comes next, not of what was drawn last.
    if (this.view.getState().tool === 'select') editor.change(selected, { classId: change.classId });
    else editor.select(null);
  }

  moveCursor(dx: number, dy: number, umPerScreenPx: number): void {
    const { cursor, draft, tool } = this.view.getState();
    if (!this.host.placement) return;
    const from = cursor ?? this.host.placement.centre;
    const to = { x: from.x + dx * umPerScreenPx, y: from.y + dy * umPerScreenPx };
    this.#set({ cursor: to });
    if (draft.length > 0 && tool !== 'freehand') this.#set({ draft: [...draft.slice(0, -1), to] });
  }

  /** The pointer went down, or Enter was pressed at the cursor. */
  down(at: PointUm, umPerScreenPx: number): void {
    const { tool, draft, classId } = this.view.getState();
    const { placement } = this.host;
    this.keepText();
    if (!placement) return;
    const fields = { island: placement.island, classId };
    switch (tool) {
      case 'select':
        this.dragging.grab(at, REACH * umPerScreenPx, placement.island);
        return;
      case 'polygon': {
        const [first] = draft;
        const closes = first && draft.length > 3 && near(first, at, REACH * umPerScreenPx);
        if (closes) this.finish();
        else this.#set({ draft: draft.length === 0 ? [at, at] : [...draft.slice(0, -1), at, at] });
        return;
      }
      case 'freehand':
        this.#set({ draft: [at] });
        return;
      case 'text':
        this.host.editor.select(null);
        this.#set({ writing: { at, island: placement.island, text: '' } });
        return;
      case 'points':
        this.#count(at);
        return;
      case 'counting-frame': {
        const { areaMm2, outline } = this.view.getState();
        this.host.editor.add({ kind: 'counting-frame', centre: at, areaMm2, outline }, fields);
        return;
      }
      case 'contour':
        void this.#accept(at);
        return;
      default:
        this.#set({ draft: [at, at] });
    }
  }

  /** The pointer moved. */
  move(at: PointUm, umPerScreenPx: number): void {
    const { tool, draft } = this.view.getState();
    if (this.dragging.active) {
      this.dragging.move(at);
      return;
    }
    if (draft.length === 0) return;
    if (tool === 'freehand') {
      const last = draft.at(-1);
      if (last && !near(last, at, FREEHAND_STEP * umPerScreenPx)) this.#set({ draft: [...draft, at] });
    } else this.#set({ draft: [...draft.slice(0, -1), at] });
  }

  /** The pointer went up; what is dragged is done. */
  up(umPerScreenPx: number): void {
    const { tool, draft } = this.view.getState();
    if (this.dragging.active) {
      this.dragging.drop();
      return;
    }
    if (tool === 'polygon' || draft.length === 0) return;
    const [a, b] = [draft[0], draft.at(-1)];
    if (tool !== 'freehand' && a && b && near(a, b, LEAST_DRAG * umPerScreenPx)) this.cancel();
    else this.finish();
  }

  /** Enter: places a corner, and ends a shape of two. */
  enter(umPerScreenPx: number): void {
    const { cursor, draft, tool } = this.view.getState();
    const at = cursor ?? this.host.placement?.centre;
    if (!at) return;
    const twoCorners = draft.length === 2 && tool !== 'polygon';
    if (twoCorners) this.finish();
    else this.down(at, umPerScreenPx);
    if (tool === 'select') this.dragging.letGo();
  }

  /** What the text in hand says so far. */
  write(text: string): void {
    const { writing } = this.view.getState();
    if (writing) this.#set({ writing: { ...writing, text } });
  }

  /** Ends the text in hand; an empty one is dropped. */
  keepText(): void {
    const { writing, classId } = this.view.getState();
    if (!writing) return;
    this.#set({ writing: null });
    const { at, island } = writing;
    const label = writing.text.trim();
    if (label) this.host.editor.add({ kind: 'text', at }, { island, classId, label });
  }

  /** Makes an annotation of the draft. */
  finish(): void {
    const { tool, draft, classId } = this.view.getState();
    const { placement } = this.host;
    const shape = shapeOf(tool, draft);
    this.#set({ draft: [] });
    if (!shape || !placement) return;
    if (simpleShape(shape)) this.host.editor.add(shape, { island: placement.island, classId });
    else this.host.refused();
  }

  /** Drops the draft, else the selection. False when there is neither. */
  cancel(): boolean {
    const { draft } = this.view.getState();
    if (draft.length > 0) this.#set({ draft: [] });
    else if (this.host.editor.state.selected) this.host.editor.select(null);
    else return false;
    return true;
  }

  /** Takes back the last corner of a polygon or mark of a count; otherwise removes what is selected. */
  erase(): void {
    const { draft } = this.view.getState();
    const { selected } = this.host.editor.state;
    if (draft.length > 2) this.#set({ draft: [...draft.slice(0, -2), ...draft.slice(-1)] });
    else if (draft.length > 0) this.#set({ draft: [] });
    else if (selected && !this.#uncount()) this.host.editor.remove(selected);
  }

  /** While counting, the last mark alone goes. */
  #uncount(): boolean {
    const { selected } = this.dragging;
    if (this.view.getState().tool !== 'points' || selected?.shape.kind !== 'points') return false;
    const points = selected.shape.points.slice(0, -1);
    if (points.length > 0) this.host.editor.change(selected.id, { shape: { kind: 'points', points } });
    return points.length > 0;
  }

  #count(at: PointUm): void {
    const { classId } = this.view.getState();
    const island = this.host.placement?.island ?? 0;
    const selected = this.dragging.selected;
    if (selected?.shape.kind === 'points' && selected.classId === classId && selected.island === island)
      this.host.editor.change(selected.id, {
        shape: { kind: 'points', points: [...selected.shape.points, at] },
      });
    else this.host.editor.add({ kind: 'points', points: [at] }, { island, classId });
  }

  async #accept(at: PointUm): Promise<void> {
    const { placement } = this.host;
    const found = placement && (await this.host.contour(at, placement));
    const island = placement?.island;
    if (!found || island === undefined || island !== this.host.placement?.island) return;
    const { classId } = this.view.getState();
    const own = classId === INITIAL.classId ? classOfContour(found.origin) : null;
    this.host.editor.add(found.shape, { island, classId: own ?? classId, origin: found.origin });
  }

  #set(change: Partial<AnnotateView>): void {
    this.view.setState(change);
  }
}
