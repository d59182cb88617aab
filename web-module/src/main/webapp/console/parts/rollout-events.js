/** What happened to a rollout, the newest first. */
import { html, nothing } from 'lit';
import { dateTime } from '../format.js';
import { t, word } from '../i18n.js';
import { gateName, measured } from './gate-table.js';
import { phaseName } from './phase-bar.js';
import { rolloutMark } from './state.js';

/** @param {any} event */
function what(event) {
  if (event.kind === 'STATE') {
    return rolloutMark(event.name);
  }
  return event.kind === 'GATE'
    ? html`${gateName(event.name)} <span class="verdict" data-v=${event.verdict}>${word('verdict', event.verdict)}</span>
        <span class="quiet">${t('rollout.against', { value: measured(event.name, event.value), limit: measured(event.name, event.limit) })}</span>`
    : t(event.kind === 'BATCH' ? 'rollout.batchPassed' : 'rollout.phasePassed', { batch: event.batch + 1 });
}

/** @param {import('../store.js').Rollout} rollout @param {any[]} events */
export function rolloutEvents(rollout, events) {
  if (!events.length) {
    return html`<p class="quiet">${t('rollout.noEvents')}</p>`;
  }
  return html`<table class="events">
    <thead><tr><th>${t('rollout.at')}</th><th>${t('rollout.phase')}</th><th>${t('rollout.event')}</th></tr></thead>
    <tbody>${[...events].reverse().map((event) => {
      const phase = rollout.phases[Math.min(event.phase, rollout.phases.length - 1)];
      return html`<tr>
        <td><time datetime=${event.at}>${dateTime(event.at)}</time></td>
        <td>${phase ? phaseName(phase.name, phase.target) : '–'}</td>
        <td>${what(event)}${event.detail && event.kind !== 'GATE' ? html` <span class="quiet">${event.detail}</span>` : nothing}${event.kind === 'GATE' && event.verdict !== 'PASS' ? html`<br><span class="quiet">${event.detail}</span>` : nothing}</td>
      </tr>`;
    })}</tbody>
  </table>`;
}
