/** Numbers, times and sizes in the reader's language. */
import { locale } from './i18n.js';

/** @param {number | null | undefined} value */
export const number = (value) => (value == null ? '–' : value.toLocaleString(locale()));

/** @param {number} share 0 to 1 */
export const percent = (share) => share.toLocaleString(locale(), { style: 'percent', maximumFractionDigits: 1 });

/** @param {string | null | undefined} instant ISO 8601 */
export function dateTime(instant) {
  if (!instant) {
    return '–';
  }
  return new Date(instant).toLocaleString(locale(), { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });
}

const STEPS = /** @type {const} */ ([
  [60, 'second', 1],
  [3600, 'minute', 60],
  [86_400, 'hour', 3600],
  [Infinity, 'day', 86_400],
]);

/** For example "3 minutes ago". @param {string | null | undefined} instant */
export function ago(instant) {
  if (!instant) {
    return '–';
  }
  const seconds = (Date.parse(instant) - Date.now()) / 1000;
  const [, unit, size] = STEPS.find(([limit]) => Math.abs(seconds) < limit) ?? STEPS[3];
  const whole = Math.trunc(seconds / size);
  return new Intl.RelativeTimeFormat(locale(), { numeric: unit === 'second' ? 'auto' : 'always', style: 'short' }).format(whole, unit);
}

/** For example "0.4s"; a dash where there is no time. @param {number | null | undefined} time in seconds */
export const seconds = (time) =>
  time == null ? '–' : time.toLocaleString(locale(), { style: 'unit', unit: 'second', unitDisplay: 'narrow', minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** For example "2 min 5 s". @param {number} seconds */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const parts = /** @type {[number, Intl.NumberFormatOptions['unit']][]} */ ([
    [Math.floor(whole / 3600), 'hour'],
    [Math.floor((whole % 3600) / 60), 'minute'],
    [whole % 60, 'second'],
  ]);
  const shown = parts.filter(([value], index) => value > 0 || (index === 2 && whole < 60)).slice(0, 2);
  return shown
    .map(([value, unit]) => value.toLocaleString(locale(), { style: 'unit', unit, unitDisplay: 'short' }))
    .join(' ');
}

/** @param {number} count */
export const bytes = (count) => (count < 1_048_576 ? `${number(Math.ceil(count / 1024))} KB` : memory(Math.round(count / 1_048_576)));

/** @param {number} megabytes */
export const memory = (megabytes) =>
  megabytes >= 1024
    ? `${(megabytes / 1024).toLocaleString(locale(), { maximumFractionDigits: 1 })} GB`
    : `${number(megabytes)} MB`;
