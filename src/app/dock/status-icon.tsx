import type { EngineStatus } from '../../engine/port';
import { analysedPercent, isAllAnalysed, toneOf } from './status-sentence';

/**
 * Told apart by shape, not by colour alone: a ring with a tick, a ring filled as far as the field is analysed, a
 * turning arc, triangle, octagon, bars.
 */
export function StatusIcon({ status }: { readonly status: EngineStatus }) {
  const tone = toneOf(status.code);
  const shape =
    status.code === 'frozen' ? 'frozen' : tone === 'calm' && !isAllAnalysed(status) ? 'part' : tone;
  return (
    <svg className="status-icon" data-shape={shape} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {shape === 'calm' && (
        <>
          <circle cx="12" cy="12" r="9" />
          <path d="m8 12.300 2.800 2.900 5.300-6.200" />
        </>
      )}
      {shape === 'part' && (
        <>
          <circle cx="12" cy="12" r="9" opacity="0.300" />
          <circle
            cx="12"
            cy="12"
            r="9"
            pathLength="100"
            strokeDasharray={`${analysedPercent(status) ?? 0} 100`}
            strokeLinecap="butt"
            transform="rotate(-90 12 12)"
          />
        </>
      )}
      {shape === 'busy' && (
        <>
          <circle cx="12" cy="12" r="9" opacity="0.300" />
          <path className="status-arc" d="M12 3a9 9 0 0 1 9 9" />
        </>
      )}
      {shape === 'act' && <path d="M12 3.800 21.500 20h-19zM12 10v4.500M12 17.200v.1" />}
      {shape === 'stop' && (
        <path d="M8.300 3h7.400L21 8.300v7.400L15.700 21H8.300L3 15.700V8.300zM12 7.500V13M12 16.300v.1" />
      )}
      {shape === 'frozen' && (
        <>
          <circle cx="12" cy="12" r="9" />
          <path d="M9.800 8.500v7M14.200 8.500v7" />
        </>
      )}
    </svg>
  );
}
