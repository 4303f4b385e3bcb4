/**
 * A moment as people read it, with its offset: "2026-11-22 09:03 (UTC-05:00)".
 * @param timeZone of IANA; left out: that of this machine
 */
export function localTime(iso: string, timeZone?: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
    ...{ hourCycle: 'h23', timeZoneName: 'longOffset', timeZone },
  }).formatToParts(new Date(iso));
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
  const zone = of('timeZoneName').replace('GMT', 'UTC').replace('+00:00', '');
  return `${of('year')}-${of('month')}-${of('day')} ${of('hour')}:${of('minute')} (${zone})`;
}
