import type { SourceRequest } from '../../source/open-source';
import { t } from '../i18n/i18n';

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
