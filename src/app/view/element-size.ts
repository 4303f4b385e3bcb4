import { type RefObject, useEffect, useState } from 'react';
import type { SizePx } from '../../domain/geometry';

/** Size of an element in CSS px, kept up to date; null before the first layout. */
export function useElementSize(element: RefObject<HTMLElement | null>): SizePx | null {
  const [size, setSize] = useState<SizePx | null>(null);
  useEffect(() => {
    const current = element.current;
    if (!current) return;
    const measure = () => setSize({ width: current.clientWidth, height: current.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
