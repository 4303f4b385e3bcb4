/**
 * After a press with mouse or finger, buttons and switches give the focus back, so that the next key (or foot
 * pedal) is a shortcut and does not press the same button again. With the keyboard the focus stays.
 */
export function releaseFocusAfterPointer(): () => void {
  const onClick = (event: MouseEvent) => {
    // `detail` counts pointer clicks; a click made by a key has none.
    if (event.detail === 0) return;
    const { activeElement } = document;
    if (activeElement instanceof HTMLElement && activeElement.matches('button, [role="switch"]'))
      activeElement.blur();
  };
  document.addEventListener('click', onClick);
  return () => document.removeEventListener('click', onClick);
}
