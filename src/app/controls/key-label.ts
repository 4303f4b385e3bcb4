const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Delete: 'Del',
};

const APPLE = /mac|iphone|ipad/i;
const thisPlatform = () => (typeof navigator === 'undefined' ? '' : navigator.platform);

/**
 * A binding in tinykeys' notation as it is printed on the keys: `$mod+Shift+z` is `Ctrl Shift Z`. A sign that
 * is typed with Shift (`Shift+?`) is shown alone.
 */
export function keyLabel(binding: string, platform = thisPlatform()): string {
  const parts = binding.split('+');
  const last = parts.at(-1) ?? '';
  const sign = last.length === 1 && !/[a-z0-9]/i.test(last);
  return parts
    .filter((part) => !(sign && part === 'Shift'))
    .map((part) => {
      if (part === '$mod') return APPLE.test(platform) ? 'Cmd' : 'Ctrl';
      return NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part);
    })
    .join(' ');
}

/** Physical codes that stand beside a sign for other layouts, and second keys of the same kind: not listed. */
const UNLISTED = new Set(['BracketLeft', 'BracketRight', 'Minus', 'Equal', '?', 'Shift+Backspace']);

/** All keys of an action as the help lists them. */
export function listedKeys(bindings: readonly string[]): string[] {
  return bindings.filter((binding) => !UNLISTED.has(binding)).map((binding) => keyLabel(binding));
}
