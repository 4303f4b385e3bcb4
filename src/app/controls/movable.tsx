import { type KeyboardEvent, type PointerEvent, type RefObject, useRef, useState } from 'react';

interface Offset {
  readonly x: number;
  readonly y: number;
}

/** Way of one press of an arrow key, CSS px. */
const STEP = 24;
const ARROWS: Readonly<Record<string, Offset>> = {
  ArrowLeft: { x: -STEP, y: 0 },
  ArrowRight: { x: STEP, y: 0 },
  ArrowUp: { x: 0, y: -STEP },
  ArrowDown: { x: 0, y: STEP },
};

/** How far an element may go so that it stays within what holds it: `at` is where it lies unmoved, CSS px. */
export function keptWithin(
  to: Offset,
  at: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  room: { readonly width: number; readonly height: number },
): Offset {
  const within = (value: number, low: number, high: number) =>
    Math.max(low, Math.min(value, Math.max(low, high)));
  return {
    x: within(to.x, -at.left, room.width - at.left - at.width),
    y: within(to.y, -at.top, room.height - at.top - at.height),
  };
}

/** What lies over the picture and can be put aside: dragged by its grip, or moved by arrow keys on it. */
export function useMovable(element: RefObject<HTMLElement | null>) {
  const [offset, setOffset] = useState<Offset>({ x: 0, y: 0 });
  const drag = useRef<{ readonly pointer: Offset; readonly offset: Offset } | null>(null);
  const moveTo = (to: Offset) => {
    const moved = element.current;
    const room = moved?.offsetParent;
    if (!moved || !room) return;
    const { offsetLeft: left, offsetTop: top, offsetWidth: width, offsetHeight: height } = moved;
    setOffset(
      keptWithin(to, { left, top, width, height }, { width: room.clientWidth, height: room.clientHeight }),
    );
  };
  return {
    style: { translate: `${offset.x}px ${offset.y}px` },
    grip: {
      onPointerDown(event: PointerEvent) {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { pointer: { x: event.clientX, y: event.clientY }, offset };
      },
      onPointerMove(event: PointerEvent) {
        const from = drag.current;
        if (!from) return;
        const { pointer, offset: before } = from;
        moveTo({ x: before.x + event.clientX - pointer.x, y: before.y + event.clientY - pointer.y });
      },
      onPointerUp() {
        drag.current = null;
      },
      onPointerCancel() {
        drag.current = null;
      },
      onKeyDown(event: KeyboardEvent) {
        const step = ARROWS[event.key];
        if (!step) return;
        event.preventDefault();
        event.stopPropagation();
        moveTo({ x: offset.x + step.x, y: offset.y + step.y });
      },
    },
  };
}
