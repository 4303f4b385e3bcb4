import type { ReactElement } from 'react';

const PATHS = {
  freeze: <path d="M9 5v14M15 5v14" strokeWidth="2.4" />,
  resume: <path d="M8 5.2v13.600l11-6.800z" />,
  snapshot: (
    <>
      <path d="M4 8.500h3.600L9.200 6h5.600l1.600 2.500H20v10H4z" />
      <circle cx="12" cy="13" r="3.200" />
    </>
  ),
  replay: <path d="M5 5v4.500h4.500M5.500 9.200A7.500 7.500 0 1 1 4.500 13M12 8.500V13l3 2" />,
  nextSlide: (
    <>
      <rect x="3.500" y="8" width="17" height="8" rx="1" />
      <path d="M8 8v8M12.500 9.800 15 12l-2.500 2.200" />
    </>
  ),
  diagnostics: <path d="M3 12.500h4l2.500-6.500 4.500 12 2.500-5.500H21" />,
  controls: (
    <>
      <path d="M4 7h8M18 7h2M4 17h2M12 17h8" />
      <circle cx="15" cy="7" r="2.600" />
      <circle cx="9" cy="17" r="2.600" />
    </>
  ),
  export: <path d="M12 14.500V4.500M8.200 8 12 4.200 15.800 8M5 13v6h14v-6" />,
  help: (
    <>
      <circle cx="12" cy="12" r="8.500" />
      <path d="M9.700 9.700c.2-3 4.900-2.900 4.800 0-.1 1.900-2.500 2-2.500 4M12 16.700v.1" />
    </>
  ),
  strip: (
    <>
      <rect x="4" y="4.500" width="16" height="15" rx="1.500" />
      <path d="M9.500 4.500v15M4 9.500h5.500M4 14.500h5.500" />
    </>
  ),
  folder: <path d="M3.500 18.500v-12h6l2 2.500h9v9.500z" />,
  plus: <path d="M12 6v12M6 12h12" />,
  minus: <path d="M6 12h12" />,
  close: <path d="M6.500 6.500l11 11M17.500 6.500l-11 11" />,
  left: <path d="M14 6.500 8.500 12l5.500 5.500" />,
  right: <path d="M10 6.500 15.500 12 10 17.500" />,
  up: <path d="M6.500 14 12 8.500l5.500 5.500" />,
  down: <path d="M6.500 10 12 15.500l5.500-5.500" />,
  snap: (
    <>
      <path d="M12 4v16" />
      <path d="M4 12h5M7 9.500 9.500 12 7 14.500M20 12h-5M17 9.500 14.500 12l2.500 2.500" />
    </>
  ),
  microscope: (
    <path d="M6 20h12M8 16.500h5M10.500 4l3.500 8M8.200 5l4.600-2 3 7-4.600 2zM15.500 10.500c3 1.500 3.500 7-.5 9.500" />
  ),
  camera: (
    <>
      <rect x="3.500" y="7" width="12" height="10" rx="2" />
      <path d="m15.500 11 5-3v8l-5-3" />
    </>
  ),
  screen: (
    <>
      <rect x="3.500" y="5" width="17" height="11" rx="1.500" />
      <path d="M9 20h6M12 16v4" />
    </>
  ),
  map: (
    <>
      <path d="M4 6.500 9.500 4l5 2.500L20 4v13.500L14.500 20l-5-2.500L4 20z" />
      <path d="M9.500 4v13.500M14.500 6.500V20" />
    </>
  ),
  fit: <path d="M4.500 9V4.500H9M15 4.500h4.500V9M19.500 15v4.500H15M9 19.500H4.500V15" />,
  file: <path d="M6 3.500h8l4.500 4.500v12.500H6zM13.500 3.500V8.500h5" />,
  annotate: <path d="M4.500 19.500l1-4.500L16 4.500l3.500 3.500L9 18.500zM13.500 7l3.500 3.500" />,
} as const;

export type IconName = keyof typeof PATHS;

/** Drawn in the colour of the text beside it; the name is given by that text or the button's label. */
export function Icon({ name }: { readonly name: IconName }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {PATHS[name]}
    </svg>
  );
}
