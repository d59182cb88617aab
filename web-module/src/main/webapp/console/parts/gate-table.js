/** The verdicts of all gates: what was measured, and against what. */
import { html, nothing } from 'lit';
import { dateTime, duration, number, percent } from '../format.js';
import { t, word } from '../i18n.js';
import { phaseName } from './phase-bar.js';

const PERCENT = ['memory', 'cpu', 'file-handles', 'processes', 'database-pool'];

/** The same check asked ahead of a batch is called like it, with an ending. @param {string} name */
export const gateName = (name) =>
  name.endsWith('-headroom')
    ? t('gate.headroom', { gate: word('gate', name.replace(/-headroom$/, '')) })
    : word('gate', name);

/**
 * A ratio and a share of the machine are measured in percent, a deadline in seconds, a latency in milliseconds; the rest is
 * counted.
 *
 * @param {string} gate
 * @param {number | null | undefined} value
 */
export function measured(gate, value) {
  if (value == null || Number.isNaN(value)) {
    return '–';
  }
  if (gate.endsWith('-ratio') || PERCENT.includes(gate.replace(/-headroom$/, ''))) {
    return percent(value / 100);
  }
  if (gate.startsWith('latency')) {
    return `${number(Math.round(value * 10) / 10)} ms`;
  }
  return gate.endsWith('-deadline') ? duration(value) : number(value);
}

/** The newest phase first: that is what is being looked at. @param {import('../store.js').Rollout} rollout */
export function gateTable(rollout) {
  const rows = rollout.phases.flatMap((phase) => phase.gates.map((gate) => ({ phase, gate }))).reverse();
  if (!rows.length) {
    return html`<p class="quiet">${t('rollout.noGates')}</p>`;
  }
  return html`<table class="gates">
    <thead><tr><th>${t('rollout.phase')}</th><th>${t('rollout.gate')}</th><th>${t('rollout.verdict')}</th><th class="num">${t('rollout.value')}</th><th class="num">${t('rollout.limit')}</th><th class="wide-cell">${t('rollout.at')}</th></tr></thead>
    <tbody>
      ${rows.map(({ phase, gate }) => html`<tr>
        <td>${phaseName(phase.name, phase.target)}</td>
        <td>${gateName(gate.name)}${gate.verdict !== 'PASS' && gate.evidence ? html`<br><span class="quiet">${gate.evidence}</span>` : nothing}</td>
        <td><span class="verdict" data-v=${gate.verdict} title=${gate.evidence || nothing}>${word('verdict', gate.verdict)}</span></td>
        <td class="num">${measured(gate.name, gate.value)}</td><td class="num">${measured(gate.name, gate.limit)}</td>
        <td class="wide-cell"><time datetime=${gate.at}>${dateTime(gate.at)}</time></td>
      </tr>`)}
    </tbody>
  </table>`;
}
