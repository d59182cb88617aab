/** Texts in bundles: messages/en.json and messages/th.json have the same keys. */

/** @typedef {'en' | 'th'} Language */

/** Emits `change` after the language has changed. */
export const i18n = new EventTarget();

/** @type {Record<string, string>} */
let messages = {};
/** @type {Language} */
let current = 'en';

/** @returns {Language} */
export const language = () => current;

/** The locale for numbers and dates. */
export const locale = () => (current === 'th' ? 'th-TH' : navigator.language.startsWith('en') ? navigator.language : 'en-GB');

/**
 * Loads a language, shows it and keeps the choice.
 *
 * @param {Language} wished
 */
export async function speak(wished) {
  const answer = await fetch(new URL(`messages/${wished}.json`, import.meta.url));
  if (!answer.ok) {
    throw new Error(`messages/${wished}.json: ${answer.status}`);
  }
  messages = await answer.json();
  current = wished;
  document.documentElement.lang = wished;
  i18n.dispatchEvent(new Event('change'));
}

/** @param {Language} wished */
export function choose(wished) {
  localStorage.setItem('coordinator.language', wished);
  return speak(wished);
}

/**
 * The text of a key with `{name}` filled in; a number `n` chooses between `key.one` and `key.other` where they exist.
 *
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(key, values) {
  const plural = values && typeof values.n === 'number' ? `${key}.${values.n === 1 ? 'one' : 'other'}` : key;
  const text = messages[plural] ?? messages[key] ?? key;
  if (!values) {
    return text;
  }
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === 'number' ? value.toLocaleString(locale()) : value;
  });
}

/**
 * The text of a code that may be newer than the bundle; the code itself then.
 *
 * @param {string} group for example `state`
 * @param {string | null | undefined} code
 */
export const word = (group, code) => (code ? (messages[`${group}.${code}`] ?? code) : '');
