import {
  type ParsedPreferences,
  type Preferences,
  parsePreferences,
  serialisePreferences,
} from './preferences';

const KEY = 'reticle.preferences';
/** What could not be read is kept here, so that nothing is thrown away unseen. */
const UNREADABLE_KEY = 'reticle.preferences.unreadable';

/** The part of Storage that is used; it throws where storage is blocked or full. */
export type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export class PreferenceStorage {
  #last: string | null = null;

  /** Whether the browser has refused to read or write. */
  #failed = false;

  constructor(private readonly storage: () => TextStorage) {}

  get failed(): boolean {
    return this.#failed;
  }

  load(): ParsedPreferences {
    let stored: string | null = null;
    try {
      stored = this.storage().getItem(KEY);
    } catch {
      this.#failed = true;
    }
    const parsed = parsePreferences(stored);
    if (parsed.lost.length > 0 && stored !== null) this.#write(UNREADABLE_KEY, stored);
    return parsed;
  }

  save(preferences: Preferences): void {
    const text = serialisePreferences(preferences);
    if (text === this.#last) return;
    this.#last = text;
    this.#write(KEY, text);
  }

  #write(key: string, text: string): void {
    try {
      this.storage().setItem(key, text);
    } catch {
      this.#failed = true;
    }
  }
}
