/**
 * After a press with mouse or finger, buttons and switches give the focus back, so that the next key (or foot
 * pedal) is a shortcut and does not press the same button again. With the keyboard the focus stays,
 * and on what is moved by arrow keys once it is pressed (`data-keeps-focus`).
 *
 * Given back before the press acts, so that a dialog that it opens does not bring the focus back to the button when
 * it closes; and after, for the focus that a closing dialog has brought back.
 */
export function releaseFocusAfterPointer(): () => void {
  const onClick = (event: MouseEvent) => {
    // `detail` counts pointer clicks; a click made by a key has none.
    if (event.detail === 0) return;
    const { activeElement } = document;
    // A dialog that the press opened has put the focus where it wants it.
    const opened = activeElement?.closest('dialog');
    if (opened && event.target instanceof Node && !opened.contains(event.target)) return;
    if (
      activeElement instanceof HTMLElement &&
      activeElement.matches(':is(button, [role="switch"]):not([data-keeps-focus])')
    )
      activeElement.blur();
  };
  document.addEventListener('click', onClick, true);
  document.addEventListener('click', onClick);
  return () => {
    document.removeEventListener('click', onClick, true);
    document.removeEventListener('click', onClick);
  };
}
