import type { SourceRequest } from '../../source/open-source';
import { t } from '../i18n/i18n';

/** Name of a source before it is open. */
export function sourceName(request: SourceRequest): string {
  switch (request.kind) {
    case 'simulated':
      return request.slide === 'prostate' ? t('sources.prostate') : t('sources.lymphNode');
    case 'camera':
      return t('sources.camera');
    case 'screen':
      return t('sources.screen').replace(' …', '');
    case 'file':
      return request.file.name;
  }
}
