import { type RefObject, useEffect } from 'react';
import { useAppStore, useOptics } from '../reticle-context';

/** Wheel travel that turns the turret by one, and the rest after a turn. */
const WHEEL_STEP = 60;
const WHEEL_REST_MS = 350;

/** Drags the stage with mouse, pen or finger; the wheel and two fingers turn the turret. */
export function useStageDrag(view: RefObject<HTMLElement | null>, active: boolean): void {
  const optics = useOptics();
  const store = useAppStore();
  useEffect(() => {
    const element = view.current;
    if (!element || !active) return;
    const pointers = new Map<number, { x: number; y: number }>();
    let pinchFrom = 0;
    let wheel = 0;
    let turnedAt = 0;

    /** Slide um under one CSS px of the canvas. */
    const umPerCssPx = () => {
      const { frame } = store.state;
      const canvas = element.querySelector('canvas');
      if (!frame?.umPerPx || !canvas || canvas.clientWidth === 0) return null;
      return (frame.umPerPx * frame.width) / canvas.clientWidth;
    };
    const spread = () => {
      const [a, b] = [...pointers.values()];
      return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
    };
    const turn = (step: 1 | -1) => {
      const objectives = optics.objectives();
      const current = store.state.devices.turret?.objective;
      if (!objectives || current === undefined) return;
      const next = objectives[objectives.indexOf(current) + step];
      if (next !== undefined) optics.setObjective(next);
    };

    const down = (event: PointerEvent) => {
      const onControl = event.target instanceof Element && event.target.closest('button, input, select, a');
      if (event.button !== 0 || onControl) return;
      element.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      pinchFrom = spread();
      element.dataset.dragging = '';
    };
    const move = (event: PointerEvent) => {
      const before = pointers.get(event.pointerId);
      if (!before) return;
      pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (pointers.size === 2) {
        const ratio = pinchFrom > 0 ? spread() / pinchFrom : 1;
        if (ratio > 1.5 || ratio < 1 / 1.5) {
          turn(ratio > 1 ? 1 : -1);
          pinchFrom = spread();
        }
        return;
      }
      const scale = umPerCssPx();
      if (scale === null) return;
      // The tissue follows the finger, so the stage's position goes the other way.
      optics.fieldMover()?.({ x: (before.x - event.clientX) * scale, y: (before.y - event.clientY) * scale });
    };
    const up = (event: PointerEvent) => {
      pointers.delete(event.pointerId);
      if (pointers.size === 0) delete element.dataset.dragging;
    };
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey) return;
      event.preventDefault();
      if (event.timeStamp - turnedAt < WHEEL_REST_MS) return;
      wheel += event.deltaY;
      if (Math.abs(wheel) < WHEEL_STEP) return;
      turn(wheel < 0 ? 1 : -1);
      wheel = 0;
      turnedAt = event.timeStamp;
    };

    element.addEventListener('pointerdown', down);
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', up);
    element.addEventListener('pointercancel', up);
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      element.removeEventListener('pointerdown', down);
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerup', up);
      element.removeEventListener('pointercancel', up);
      element.removeEventListener('wheel', onWheel);
      delete element.dataset.dragging;
    };
  }, [view, active, store, optics]);
}
