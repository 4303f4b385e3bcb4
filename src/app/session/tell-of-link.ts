import { t } from '../i18n/i18n';
import type { ParsedLink } from '../state/deep-link';
import type { AppStore } from '../state/store';

/** Tells which parts of the address were wrong and are left out. */
export function tellOfLink(store: AppStore, { wrong }: ParsedLink): void {
  for (const { param, value, expected } of wrong)
    store.page.notify({
      tone: 'note',
      report: {
        message: t('notices.linkTitle', { param, value }),
        remedy: t('notices.linkRemedy', { param, expected }),
      },
      ways: [],
      topic: `link ${param}`,
    });
}
