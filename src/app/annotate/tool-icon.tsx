import type { ReactElement } from 'react';
import type { Tool } from './tools';

const PATHS: Readonly<Record<Tool, ReactElement>> = {
  select: <path d="M6 4l12 8-5.500 1.200L10 19z" />,
  polygon: <path d="M12 4l8 6-3 9H7l-3-9z" />,
  freehand: <path d="M4 15c1-7 6-11 9-9s-3 6 0 8 6-3 7 1-5 5-8 4-9 1-8-4z" />,
  rectangle: <path d="M4.500 6.500h15v11h-15z" />,
  ellipse: <path d="M3.500 12a8.500 6 0 1 0 17 0a8.500 6 0 1 0-17 0z" />,
  line: <path d="M4 19L19 4M6 14l4 4M10 10l4 4M14 6l4 4" />,
  arrow: <path d="M5 19L18 6M10 6h8v8" />,
  text: <path d="M5 6h14M12 6v13" />,
  points: <path d="M7 7v.1M17 8v.1M12 13v.1M6 17v.1M18 17v.1" strokeWidth="3.600" />,
  'counting-frame': (
    <>
      <path d="M4.500 4.500h15v15h-15z" />
      <path d="M9 10v.1M15 9v.1M12 15v.1" strokeWidth="3" />
    </>
  ),
  contour: (
    <>
      <path d="M5 13c0-5 5-8 9-6s6 7 2 10-11 1-11-4z" />
      <path d="M9 12.500l2 2 3.500-4" />
    </>
  ),
};

export function ToolIcon({ tool }: { readonly tool: Tool }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {PATHS[tool]}
    </svg>
  );
}
