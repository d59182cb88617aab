/** Questions and messages in dialogs. Vaadin's dialog is loaded when the first one opens. */
import { html, nothing, render } from 'lit';
import { t } from '../i18n.js';
import { problemFrom } from '../view.js';
import { problemBox } from './problem.js';

/**
 * Shows a dialog until its body closes it.
 *
 * @param {string} title
 * @param {(close: (answer?: any) => void, redraw: () => void) => unknown} body a template
 * @returns {Promise<any>} what `close` was called with; undefined after Escape
 */
export async function dialog(title, body) {
  await import('@vaadin/dialog/vaadin-dialog.js');
  const element = /** @type {any} */ (document.createElement('vaadin-dialog'));
  element.headerTitle = title;
  element.setAttribute('aria-label', title);
  element.noCloseOnOutsideClick = true;
  return new Promise((resolve) => {
    /** @type {any} */
    let answer;
    const close = (/** @type {any} */ given) => {
      answer = given;
      element.opened = false;
    };
    element.renderer = (/** @type {HTMLElement} */ root) => {
      root.classList.add('dialog-root');
      render(body(close, () => element.requestContentUpdate()), root);
    };
    element.addEventListener('closed', () => {
      element.remove();
      resolve(answer);
    });
    document.body.append(element);
    element.opened = true;
  });
}

/**
 * Asks before something happens, does it, and stays open with the problem where that fails.
 *
 * @param {{title: string, text: unknown, yes: string, danger?: boolean, act: () => Promise<unknown>}} question
 * @returns {Promise<boolean>} true if it was done
 */
export async function confirm({ title, text, yes, danger = false, act }) {
  let busy = false;
  /** @type {import('../api.js').Problem | null} */
  let problem = null;
  const done = await dialog(title, (close, redraw) => {
    const doIt = async () => {
      busy = true;
      redraw();
      try {
        await act();
        close(true);
      } catch (failure) {
        busy = false;
        problem = problemFrom(failure);
        redraw();
      }
    };
    return html`<div class="dialog-body">
      <p>${text}</p>
      ${problemBox(problem)}
      <div class="row">
        <button type="button" @click=${() => close(false)}>${t('action.cancel')}</button>
        <button type="button" class=${danger ? 'danger' : 'primary'} ?disabled=${busy} @click=${doIt}>${yes}</button>
      </div>
    </div>`;
  });
  return done === true;
}

/** @type {HTMLElement | null} */
let toast = null;
let toastTimer = 0;

/**
 * A short message at the bottom; a problem stays until the next one.
 *
 * @param {string | import('../api.js').Problem} message
 */
export function say(message) {
  if (!toast) {
    toast = document.createElement('div');
    toast.className = 'toast';
    toast.setAttribute('role', 'status');
    toast.addEventListener('click', () => (/** @type {HTMLElement} */ (toast).hidden = true));
    document.body.append(toast);
  }
  clearTimeout(toastTimer);
  toast.hidden = false;
  render(typeof message === 'string' ? html`${message}` : html`${problemBox(message)}${nothing}`, toast);
  toastTimer = setTimeout(() => (/** @type {HTMLElement} */ (toast).hidden = true), typeof message === 'string' ? 4000 : 12_000);
}

/** A button that copies a text. @param {string} text */
export const copyButton = (text) =>
  html`<button type="button" class="ghost copy" @click=${async () => {
    await navigator.clipboard.writeText(text);
    say(t('action.copied'));
  }}>${t('action.copy')}</button>`;
