const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  'Shift+?': '?',
  '$mod+z': 'Ctrl Z',
};

/** A binding as it is printed on a key. */
export function keyLabel(binding: string): string {
  return NAMES[binding] ?? (binding.length === 1 ? binding.toUpperCase() : binding);
}
