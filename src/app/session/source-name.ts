import type { SourceRequest } from '../../source/open-source';
import { t } from '../i18n/i18n';
import type { AppState } from '../state/app-state';

const SLIDE_NAMES = {
  'lymph-node': 'sources.lymphNode',
  prostate: 'sources.prostate',
  micrometer: 'sources.micrometer',
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

/** Name of what is open, as results carry it. */
export function sourceLabel({ source }: AppState): string {
  return source.phase === 'open' ? source.source.label : t('sources.none');
}

/** What is looked at, as part of a file's name; empty without a source. */
export function subjectOf({ source }: AppState): string {
  if (source.phase === 'none') return '';
  const { request } = source;
  if (request.kind === 'simulated') return request.slide;
  return request.kind === 'file' ? request.file.name.replace(/\.\w+$/, '') : request.kind;
}
