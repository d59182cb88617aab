/** States in words, colour and shape, wherever they are shown. */
import { html, nothing } from 'lit';
import { t, word } from '../i18n.js';

/** In the order they are worth looking at. */
export const STATES = ['FAILED', 'UNHEALTHY', 'QUARANTINED', 'STARTING', 'STOPPING', 'PLANNED', 'SLEEPING', 'STOPPED', 'HEALTHY'];

/** @param {string} state @param {boolean} [draining] */
export const stateMark = (state, draining = false) =>
  html`<span class="state"><span class="mark" data-s=${state} aria-hidden="true"></span>${word('state', state)}${draining
      ? html`<span class="tag">${t('state.draining')}</span>`
      : nothing}</span>`;

const ROLLOUT_MARKS = {
  SUCCEEDED: 'HEALTHY', FAILED: 'FAILED', RUNNING: 'STARTING', PENDING: 'PLANNED', PAUSED: 'QUARANTINED',
  AWAITING_PROMOTION: 'QUARANTINED', ABORTING: 'STOPPING', ROLLING_BACK: 'UNHEALTHY', ROLLED_BACK: 'UNHEALTHY', CANCELLED: 'STOPPED',
};

/** @param {string} state */
export const rolloutMark = (state) =>
  html`<span class="state"><span class="mark" data-s=${ROLLOUT_MARKS[state] ?? 'PLANNED'} aria-hidden="true"></span>${word('rolloutState', state)}</span>`;
