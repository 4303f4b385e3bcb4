import { t } from '../i18n/i18n';
import type { AppStore } from '../state/store';

/** What keeps the program's files in the browser: a service worker. */
export interface FileKeeper {
  /**
   * Begins to keep the files of this version, and looks for newer ones.
   * @throws Error where the browser does not allow it
   */
  begin(events: FileKeeperEvents): Promise<void>;
  /** Makes the newer version the one in use; `replaced` follows. */
  takeNewer(): void;
}

export interface FileKeeperEvents {
  /** All files of this version are kept. */
  kept(): void;
  /** A newer version is kept beside the one in use. */
  newer(): void;
  /** Another version is in use from now on: this page is of the old one. */
  replaced(): void;
}

export interface OfflineCopyPorts {
  /** Null where the program's files are not kept, as in development. */
  readonly keeper: FileKeeper | null;
  /** Whether other tabs have Reticle open: a change of version would take their files away. */
  readonly otherPages: () => Promise<boolean>;
  /** Writes what is not stored yet. */
  readonly flush: () => Promise<void>;
  readonly reload: () => void;
}

/**
 * The program's files, kept in the browser so that it starts without a network. A newer version is offered and never
 * taken by itself; while other tabs are open it waits until they are closed.
 */
export class OfflineCopy {
  #asked = false;

  constructor(
    private readonly store: AppStore,
    private readonly ports: OfflineCopyPorts,
  ) {}

  async begin(): Promise<void> {
    const { keeper } = this.ports;
    if (!keeper) return;
    this.store.patch({ offline: 'being-kept' });
    try {
      await keeper.begin({
        kept: () => this.store.patch({ offline: 'kept' }),
        newer: () => this.#offer(t('offline.newerText')),
        replaced: () => this.#replaced(),
      });
    } catch {
      // Private windows and some settings refuse it; all else works.
      this.store.patch({ offline: 'refused' });
    }
  }

  /** The user takes the newer version. */
  async update(): Promise<void> {
    if (await this.ports.otherPages()) return this.#offer(t('offline.otherTabs'));
    await this.ports.flush();
    this.#asked = true;
    this.ports.keeper?.takeNewer();
  }

  #offer(remedy: string): void {
    this.store.page.notify({
      tone: 'note',
      report: { message: t('offline.newer'), remedy },
      ways: ['update'],
      topic: 'update',
    });
  }

  #replaced(): void {
    if (this.#asked) this.ports.reload();
    else this.#offer(t('offline.replaced'));
  }
}
