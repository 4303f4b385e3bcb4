import type { RectPx } from '../../domain/geometry';
import type { HistoryView } from '../history/history-view';
import type { StorySlice } from '../story/story-state';
import type { Preferences } from './preferences';
import type { SettingsHost } from './settings-host';
import type { Notice, PageSlice, PanelName } from './slices/page-slice';
import type { PendingImage, SourceSlice } from './slices/source-slice';

const MOST_NOTES = 3;
/** How long a remark stays, ms: time to read two sentences twice. */
export const REMARK_MS = 9000;

interface PageHost
  extends SettingsHost<
    PageSlice & StorySlice & Pick<SourceSlice, 'pendingImage'> & { readonly history: HistoryView }
  > {
  /** Numbers for notices that are shown for a while. */
  nextId(): number;
}

/** Panels, dialogs and notices. */
export class PageView {
  constructor(private readonly host: PageHost) {}

  set(change: Partial<Preferences['page']>): void {
    this.host.setPreferences({ page: { ...this.host.state.preferences.page, ...change } });
  }

  openPanel(panel: PanelName | null): void {
    this.host.patch({ panel });
    this.set({ panel });
  }

  togglePanel(panel: PanelName): void {
    this.openPanel(this.host.state.panel === panel ? null : panel);
  }

  showHelp(helpOpen: boolean): void {
    this.host.patch({ helpOpen });
  }

  showModelCard(modelCard: string | null): void {
    this.host.patch({ modelCard });
  }

  /** The dialog that measures um/px. */
  calibrate(calibrating: boolean): void {
    this.host.patch({ calibrating });
  }

  /** The rectangle that is being drawn; null: none is any more. */
  crop(cropping: RectPx | null): void {
    this.host.patch({ cropping });
  }

  /** A file is held over the page, or no more. */
  drop(dropping: boolean): void {
    this.host.patch({ dropping });
  }

  /** Asks what the place under the pointer is, or the middle of the field; once more ends it. */
  askPlace(): void {
    this.host.patch({ placeAsked: this.host.state.placeAsked + 1 });
  }

  /** Asks for the scale of a still image; null: does not ask any more. */
  askScaleOf(pendingImage: PendingImage | null): void {
    this.host.patch({ pendingImage });
  }

  /** The undo that was offered for a while is offered no more. */
  endOffer(): void {
    this.host.patch({ history: { ...this.host.state.history, offer: null } });
  }

  /** Closes what is on top: the crop, the story, then the panel. */
  escape(): void {
    const { state } = this.host;
    if (state.cropping) this.host.patch({ cropping: null });
    else if (state.pendingImage) this.host.patch({ pendingImage: null });
    else if (state.story) this.closeStory();
    else if (state.panel) this.openPanel(null);
  }

  /** Done or skipped: it does not begin by itself again. */
  closeStory(): void {
    this.host.patch({ story: null });
    this.set({ welcomed: true });
  }

  /** Errors stay until they are dismissed; of notes, the oldest give way. @returns what `dismiss` takes */
  notify(notice: Omit<Notice, 'id'>): number {
    const id = this.host.nextId();
    const others = this.host.state.notices.filter(({ topic }) => topic !== notice.topic);
    const notices = [...others, { ...notice, id }];
    const surplus = notices.filter(({ tone }) => tone === 'note').slice(0, -MOST_NOTES);
    this.host.patch({ notices: notices.filter((each) => !surplus.includes(each)) });
    return id;
  }

  /** Shows the outcome of a click. It disappears after a while, because it covers the picture. */
  remark(notice: Omit<Notice, 'id' | 'tone' | 'ways'>): void {
    const id = this.notify({ ...notice, tone: 'note', ways: [] });
    setTimeout(() => this.dismiss(id), REMARK_MS);
  }

  dismiss(id: number): void {
    this.host.patch({ notices: this.host.state.notices.filter((notice) => notice.id !== id) });
  }

  /** Removes the notices of a topic and of its parts: "model-failed" and "model-failed weights.bin". */
  dismissTopic(topic: string): void {
    const stays = (notice: Notice) => notice.topic !== topic && !notice.topic.startsWith(`${topic} `);
    const notices = this.host.state.notices.filter(stays);
    if (notices.length < this.host.state.notices.length) this.host.patch({ notices });
  }
}
