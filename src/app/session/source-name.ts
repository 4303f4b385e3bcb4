import type { FrameSource } from '../../domain/frame';
import type { SourceRequest } from '../../source/open-source';
import { t } from '../i18n/i18n';
import type { AppState } from '../state/app-state';

const SLIDE_NAMES = {
  'lymph-node': 'sources.lymphNode',
  prostate: 'sources.prostate',
  micrometer: 'sources.micrometer',
  'lymph-node-tissue': 'sources.lymphNodeTissue',
  'prostate-tissue': 'sources.prostateTissue',
} as const;

/** Name of a source before it is open. */
export function sourceName(request: SourceRequest): string {
  switch (request.kind) {
    case 'simulated':
      return t(SLIDE_NAMES[request.slide]);
    case 'camera':
      return t('sources.camera');
    case 'screen':
      return t('sources.screen').replace(' …', '');
    case 'file':
      return request.file.name;
  }
}

/**
 * Name of what is open, as records, captions and exports carry it: never the name of a file or of a shared window, which
 * may name a patient. Who wants it in them types it as a title or label.
 */
export function recordedName({ kind, label }: Pick<FrameSource, 'kind' | 'label'>): string {
  switch (kind) {
    case 'image':
      return t('sources.recorded.image');
    case 'video':
      return t('sources.recorded.video');
    case 'screen':
      return t('sources.recorded.screen');
    default:
      return label;
  }
}

export function sourceLabel({ source }: AppState): string {
  return source.phase === 'open' ? recordedName(source.source) : t('sources.none');
}

/** What is looked at, as part of a file's name; empty without a source. */
export function subjectOf({ source }: AppState): string {
  if (source.phase === 'none') return '';
  const { request } = source;
  if (request.kind === 'simulated') return request.slide;
  return request.kind === 'file' && source.phase === 'open' ? source.source.kind : request.kind;
}
