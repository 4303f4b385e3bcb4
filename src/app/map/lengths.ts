/** µm below 1 mm, else mm, with as many places as a map of 16 um cells bears. */
export function lengthText(um: number): string {
  return um < 1000 ? `${Math.round(um)} µm` : `${(um / 1000).toFixed(2)} mm`;
}

export function areaText(um2: number): string {
  const mm2 = um2 / 1e6;
  return `${mm2 < 0.01 ? mm2.toFixed(4) : mm2.toFixed(mm2 < 1 ? 3 : 2)} mm²`;
}

/** The longest of 1, 2, 5 times a power of ten that is no longer than `mostPx`, um. */
export function barLength(umPerPx: number, mostPx: number): number {
  const most = umPerPx * mostPx;
  const power = 10 ** Math.floor(Math.log10(most));
  return ([5, 2, 1].find((step) => step * power <= most) ?? 1) * power;
}
