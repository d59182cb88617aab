/** The states with their counts; pressed ones stand out among the tiles, the others fade. */
import { html } from 'lit';
import { number } from '../format.js';
import { t, word } from '../i18n.js';
import { STATES } from './state.js';

/**
 * @param {Record<string, number>} counts
 * @param {Set<string>} pressed
 * @param {(state: string) => void} toggle
 */
export const legend = (counts, pressed, toggle) =>
  html`<div class="legend" role="group" aria-label=${t('fleet.filter')}>
    ${STATES.map(
      (state) => html`<button type="button" class="chip" data-state=${state} aria-pressed=${pressed.has(state) ? 'true' : 'false'}
        ?data-none=${!counts[state]} @click=${() => toggle(state)}>
        <span class="mark" data-s=${state} aria-hidden="true"></span>${word('state', state)}<b>${number(counts[state] ?? 0)}</b>
      </button>`,
    )}
  </div>`;
