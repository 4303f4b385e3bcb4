import { createStore, type StoreApi } from 'zustand/vanilla';
import { AnnotationEditor } from '../../capture/annotations/annotation-editor';
import { handlesOf, moveHandle, moveShape, removeHandle } from '../../capture/annotations/shape-editing';
import type { Annotation } from '../../domain/annotation';
import type { PointUm } from '../../domain/geometry';
import { simpleShape } from '../../domain/outline';
import { type IslandJoin, onIsland } from '../../domain/tracking';
import { shapeOf, type Tool } from './tools';

/** Where the displayed frame lies, told with every frame. */
export interface Placement {
  readonly centre: PointUm;
  readonly umPerPx: number;
  readonly island: number;
  readonly width: number;
  readonly height: number;
  /** The frame is held; left out: false. */
  readonly frozen?: boolean;
}

export interface AnnotateView {
  readonly open: boolean;
  readonly tool: Tool;
  readonly classId: string;
  /** Corners placed so far, slide um; the last one follows the pointer. */
  readonly draft: readonly PointUm[];
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

/** What is being drawn on the live slide: tools, the shape in hand, and the annotations themselves. */
export class AnnotationSession {
  readonly editor = new AnnotationEditor();
  readonly view: StoreApi<AnnotateView> = createStore(() => INITIAL);
  /** Of the frame on screen; null while its place is not known. */
  placement: Placement | null = null;
  #look: string = crypto.randomUUID();
  #joins: readonly IslandJoin[] = [];
  /** Islands of the look up to this one are those that annotations were placed on; null: all are. */
  #known: number | null = null;
  readonly #placementListeners = new Set<(placement: Placement | null) => void>();
  #drag: { readonly id: string; readonly handle: number | null; last: PointUm } | null = null;

  /**
   * @param contour the model's positive region around a point of a placed field, with its origin
   * @param refused told when what was drawn goes around nothing and is not kept
   */
  constructor(
    private readonly contour: (
      at: PointUm,
      placement: Placement,
    ) => Promise<Pick<Annotation, 'shape' | 'origin'> | null>,
    private readonly refused: () => void = () => {},
  ) {}

  /** The run of the tracker that islands now belong to. */
  get look(): string {
    return this.#look;
  }

  /** Islands that this look has found to be one, in order. */
  get joins(): readonly IslandJoin[] {
    return this.#joins;
  }

  /** Whether an island of the present look is the one that annotations were placed on. */
  isKnown(island: number): boolean {
    return this.#known === null || island <= this.#known;
  }

  /** Goes on with an earlier look: islands up to `known` are those that it placed annotations on, after `joins`. */
  resumeLook(look: string, known: number, joins: readonly IslandJoin[]): void {
    this.beginLook();
    this.#look = look;
    this.#known = known;
    this.#joins = joins;
  }

  /** Tracking begins anew: nothing drawn so far has a place. */
  beginLook(): void {
    this.#look = crypto.randomUUID();
    this.#known = null;
    this.#joins = [];
    this.#set({ draft: [], cursor: null });
    this.place(null);
    this.editor.detach();
  }

  /** Two islands are one. A frozen field gets no new placement: the one shown goes along. */
  join(join: IslandJoin): void {
    this.#joins = [...this.#joins, join];
    this.editor.join(join);
    if (this.placement) this.place({ ...this.placement, ...onIsland(this.placement, [join]) });
  }

  /** Puts what is selected, and all drawn on the same tissue, at the cross or the middle of the field. */
  placeHere(): number {
    const { selected } = this.editor.state;
    const at = this.view.getState().cursor ?? this.placement?.centre;
    return this.placement && selected && at ? this.editor.placeHere(selected, at, this.placement.island) : 0;
  }

  place(placement: Placement | null): void {
    this.placement = placement;
    for (const listener of this.#placementListeners) listener(placement);
  }

  onPlacement(listener: (placement: Placement | null) => void): () => void {
    this.#placementListeners.add(listener);
    listener(this.placement);
    return () => this.#placementListeners.delete(listener);
  }

  toggle(): void {
    this.#set({ open: !this.view.getState().open, draft: [], cursor: null });
  }

  choose(change: Partial<Pick<AnnotateView, 'tool' | 'classId' | 'areaMm2' | 'outline'>>): void {
    this.#set({ ...change, draft: [] });
    const { selected } = this.editor.state;
    if (change.classId && selected) this.editor.change(selected, { classId: change.classId });
  }

  moveCursor(dx: number, dy: number, umPerScreenPx: number): void {
    const { cursor, draft, tool } = this.view.getState();
    if (!this.placement) return;
    const from = cursor ?? this.placement.centre;
    const to = { x: from.x + dx * umPerScreenPx, y: from.y + dy * umPerScreenPx };
    this.#set({ cursor: to });
    if (draft.length > 0 && tool !== 'freehand') this.#set({ draft: [...draft.slice(0, -1), to] });
  }

  /** The pointer went down, or Enter was pressed at the cursor. */
  down(at: PointUm, umPerScreenPx: number): void {
    const { tool, draft, classId } = this.view.getState();
    const { placement } = this;
    if (!placement) return;
    const fields = { island: placement.island, classId };
    switch (tool) {
      case 'select':
        this.#grab(at, umPerScreenPx);
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
        this.editor.add({ kind: 'text', at }, fields);
        return;
      case 'points':
        this.#count(at);
        return;
      case 'counting-frame': {
        const { areaMm2, outline } = this.view.getState();
        this.editor.add({ kind: 'counting-frame', centre: at, areaMm2, outline }, fields);
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
    if (this.#drag) {
      const { id, handle, last } = this.#drag;
      const found = this.editor.state.annotations.find((annotation) => annotation.id === id);
      if (!found) return;
      const shape =
        handle === null
          ? moveShape(found.shape, at.x - last.x, at.y - last.y)
          : moveHandle(found.shape, handle, at);
      this.#drag.last = at;
      this.editor.change(id, { shape }, 'drag');
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
    if (this.#drag) {
      this.#drag = null;
      this.editor.endGesture();
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
    const at = cursor ?? this.placement?.centre;
    if (!at) return;
    const twoCorners = draft.length === 2 && tool !== 'polygon';
    if (twoCorners) this.finish();
    else this.down(at, umPerScreenPx);
    if (tool === 'select') this.#drag = null;
  }

  /** Makes an annotation of the draft. */
  finish(): void {
    const { tool, draft, classId } = this.view.getState();
    const { placement } = this;
    const shape = shapeOf(tool, draft);
    this.#set({ draft: [] });
    if (!shape || !placement) return;
    if (simpleShape(shape)) this.editor.add(shape, { island: placement.island, classId });
    else this.refused();
  }

  /** Drops the draft, else the selection. False when there is neither. */
  cancel(): boolean {
    const { draft } = this.view.getState();
    if (draft.length > 0) this.#set({ draft: [] });
    else if (this.editor.state.selected) this.editor.select(null);
    else return false;
    return true;
  }

  /** Takes back the last corner of a polygon; otherwise removes what is selected. */
  erase(): void {
    const { draft } = this.view.getState();
    const { selected } = this.editor.state;
    if (draft.length > 2) this.#set({ draft: [...draft.slice(0, -2), ...draft.slice(-1)] });
    else if (draft.length > 0) this.#set({ draft: [] });
    else if (selected) this.editor.remove(selected);
  }

  removeVertex(handle: number): void {
    const found = this.#selected();
    const shape = found && removeHandle(found.shape, handle);
    if (found && shape) this.editor.change(found.id, { shape });
  }

  #grab(at: PointUm, umPerScreenPx: number): void {
    const reach = REACH * umPerScreenPx;
    const selected = this.#selected();
    const handle = selected ? handlesOf(selected.shape).findIndex((corner) => near(corner, at, reach)) : -1;
    if (selected && handle >= 0) {
      this.#drag = { id: selected.id, handle, last: at };
      return;
    }
    const hit = this.placement && this.editor.hit(this.placement.island, at, reach);
    this.editor.select(hit?.id ?? null);
    if (hit) this.#drag = { id: hit.id, handle: null, last: at };
  }

  #count(at: PointUm): void {
    const { classId } = this.view.getState();
    const island = this.placement?.island ?? 0;
    const selected = this.#selected();
    if (selected?.shape.kind === 'points' && selected.classId === classId && selected.island === island)
      this.editor.change(selected.id, { shape: { kind: 'points', points: [...selected.shape.points, at] } });
    else this.editor.add({ kind: 'points', points: [at] }, { island, classId });
  }

  async #accept(at: PointUm): Promise<void> {
    const { placement } = this;
    const found = placement && (await this.contour(at, placement));
    const island = placement?.island;
    if (!found || island === undefined || island !== this.placement?.island) return;
    const { classId } = this.view.getState();
    this.editor.add(found.shape, { island, classId, origin: found.origin });
  }

  #selected(): Annotation | null {
    const { annotations, selected } = this.editor.state;
    return annotations.find(({ id }) => id === selected) ?? null;
  }

  #set(change: Partial<AnnotateView>): void {
    this.view.setState(change);
  }
}

const near = (a: PointUm, b: PointUm, reach: number) => Math.hypot(a.x - b.x, a.y - b.y) <= reach;
