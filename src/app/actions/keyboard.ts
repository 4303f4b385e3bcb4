import { createKeybindingsHandler, parseKeybinding } from 'tinykeys';
import { isModalOpen } from '../controls/use-modal';
import type { Action } from './action';
import type { ActionContext } from './action-context';
import { ACTIONS } from './actions';

/** What of a focused element matters for which keys it uses itself. */
export interface FocusTarget {
  readonly tag: string;
  readonly type: string | null;
  readonly role: string | null;
  readonly editable: boolean;
}

const TEXT_TYPES = new Set(['text', 'search', 'number', 'email', 'url', 'password', 'tel', 'date', 'time']);
const MOVES = new Set([
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
]);

/** Whether the focused control needs this key, so that no shortcut may take it. */
export function usesKey(target: FocusTarget, key: string): boolean {
  const { tag, type, role } = target;
  const isText = tag === 'textarea' || (tag === 'input' && TEXT_TYPES.has(type ?? 'text'));
  if (target.editable || isText) return key !== 'Escape';
  // A list jumps to the entry that begins with a typed letter.
  if (tag === 'select') return key !== 'Escape' && !/^F\d+$/.test(key);
  if (role === 'slider' || (tag === 'input' && type === 'range')) return MOVES.has(key);
  if (role === 'radio' || (tag === 'input' && type === 'radio')) return MOVES.has(key) || key === ' ';
  if (tag === 'button' || tag === 'a' || tag === 'summary' || role === 'switch' || role === 'button')
    return key === ' ' || key === 'Enter';
  return tag === 'input' && key === ' ';
}

/** Single-key shortcuts, which WCAG 2.1.4 wants to be switched off at will; Escape and F1 stay. */
export function isSingleKey(binding: string): boolean {
  const [press] = parseKeybinding(binding);
  if (!press) return false;
  const [mods, key] = press;
  return mods.every((mod) => mod === 'Shift') && key !== 'Escape' && key !== 'F1';
}

function focusTarget(event: KeyboardEvent): FocusTarget {
  const element = event.target instanceof HTMLElement ? event.target : document.body;
  return {
    tag: element.tagName.toLowerCase(),
    type: element.getAttribute('type'),
    role: element.getAttribute('role'),
    editable: element.isContentEditable,
  };
}

/** Binds all actions to the keyboard. Returns the function that unbinds them. */
export function bindKeyboard(page: ActionContext, target: Window = window): () => void {
  const held = new Set<Action>();
  const allowed = (binding: string) => page.state.preferences.page.shortcuts || !isSingleKey(binding);

  const down = Object.fromEntries(
    ACTIONS.flatMap((action) =>
      action.keys.map((binding) => [
        binding,
        (event: KeyboardEvent) => {
          if (event.defaultPrevented || usesKey(focusTarget(event), event.key) || !allowed(binding)) return;
          // A modal dialog keeps the keyboard to itself.
          if (isModalOpen() && action.id !== 'help') return;
          if (event.repeat && !action.repeats) {
            event.preventDefault();
            return;
          }
          if (!action.enabled(page)) return;
          event.preventDefault();
          if (action.release) held.add(action);
          action.run(page);
        },
      ]),
    ),
  );
  const release = () => {
    for (const action of held) action.release?.(page);
    held.clear();
  };
  const onDown = createKeybindingsHandler(down);
  const onUp = (event: KeyboardEvent) => {
    for (const action of held) {
      if (!action.keys.some((key) => key.toLowerCase() === event.key.toLowerCase())) continue;
      action.release?.(page);
      held.delete(action);
    }
  };
  target.addEventListener('keydown', onDown);
  target.addEventListener('keyup', onUp);
  // A key let go while another window is in front is never told.
  target.addEventListener('blur', release);
  return () => {
    target.removeEventListener('keydown', onDown);
    target.removeEventListener('keyup', onUp);
    target.removeEventListener('blur', release);
    release();
  };
}
