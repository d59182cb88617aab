/** The verdicts of all gates: what was measured, and against what. */
import { html } from 'lit';
import { dateTime, duration, number, percent } from '../format.js';
import { t, word } from '../i18n.js';
import { phaseName } from './phase-bar.js';

/** A ratio is measured in percent, a deadline in seconds, the rest is counted. @param {string} gate @param {number} value */
function measured(gate, value) {
  if (value == null || Number.isNaN(value)) {
    return '–';
  }
  if (gate.endsWith('-ratio')) {
    return percent(value / 100);
  }
  return gate.endsWith('-deadline') ? duration(value) : number(value);
}

/** @param {import('../store.js').Rollout} rollout */
export function gateTable(rollout) {
  const rows = rollout.phases.flatMap((phase) => phase.gates.map((gate) => ({ phase, gate })));
  if (!rows.length) {
    return html`<p class="quiet">${t('rollout.noGates')}</p>`;
  }
  return html`<table>
    <thead><tr><th>${t('rollout.phase')}</th><th>${t('rollout.gate')}</th><th>${t('rollout.verdict')}</th><th class="num">${t('rollout.value')}</th><th class="num">${t('rollout.limit')}</th><th class="wide-cell">${t('rollout.at')}</th></tr></thead>
    <tbody>
      ${rows.map(({ phase, gate }) => html`<tr>
        <td>${phaseName(phase.name, phase.target)}</td><td>${word('gate', gate.name)}</td>
        <td><span class="verdict" data-v=${gate.verdict}>${word('verdict', gate.verdict)}</span></td>
        <td class="num">${measured(gate.name, gate.value)}</td><td class="num">${measured(gate.name, gate.limit)}</td>
        <td class="wide-cell"><time datetime=${gate.at}>${dateTime(gate.at)}</time></td>
      </tr>`)}
    </tbody>
  </table>`;
}
