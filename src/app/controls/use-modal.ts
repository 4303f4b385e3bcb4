import { type SyntheticEvent, useEffect, useRef } from 'react';

/** Whether a modal dialog keeps the rest of the page out of reach. */
export const isModalOpen = (): boolean => document.querySelector('dialog:modal') !== null;

/**
 * Keeps a modal dialog as open as the state says. When the browser closes it (Escape), the state follows at once:
 * its close event comes late, and a command that opens the dialog again meanwhile would be lost.
 * @returns what the dialog element takes, and how it is closed from within
 */
export function useModal(open: boolean, close: () => void) {
  const ref = useRef<HTMLDialogElement>(null);
  // After every render: closed and opened again within one, the element must be shown again.
  useEffect(() => {
    const element = ref.current;
    if (open && !element?.open) element?.showModal();
    if (!open && element?.open) element.close();
  });
  // The element first: it gives the focus back to where it was, which one taken off the page cannot.
  const dismiss = () => {
    const focused = document.activeElement;
    // A field that is being filled in keeps what was typed when it is left, and only then.
    if (focused instanceof HTMLElement && ref.current?.contains(focused)) focused.blur();
    ref.current?.close();
    close();
  };
  const modal = {
    ref,
    onCancel: (event: SyntheticEvent) => {
      // A file picker that is cancelled says so to its dialog as well.
      if (event.target === event.currentTarget) dismiss();
    },
    onClose: () => {
      if (!ref.current?.open) close();
    },
  };
  return { modal, dismiss };
}
