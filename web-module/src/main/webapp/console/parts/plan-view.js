/** What a fleet file would change, before anything does. */
import { html, nothing } from 'lit';
import { memory, number } from '../format.js';
import { t, word } from '../i18n.js';

/** More rows than this are counted, not shown. */
const SHOWN = 200;

/** @param {any} plan */
export function planView(plan) {
  const changes = plan.changes ?? [];
  const count = (/** @type {string} */ kind) => changes.filter((change) => change.kind === kind).length;
  const forecast = plan.forecast;
  return html`<p class="row">
      ${['add', 'restart', 'remove'].map((kind) => html`<span class="kind" data-k=${kind}>${word('kind', kind)} ${number(count(kind))}</span>`)}
      <span class="quiet">${t('plan.unchanged', { n: plan.unchanged ?? 0 })}</span>
    </p>
    ${forecast
      ? html`<p class="quiet">${t('plan.forecast', { instances: forecast.instances, processes: forecast.processes, ports: forecast.ports, memory: memory(forecast.memoryMegabytes) })}</p>`
      : nothing}
    ${(plan.warnings ?? []).map((warning) => html`<p class="note"><span class="mark" data-s="UNHEALTHY" aria-hidden="true"></span> ${warning}</p>`)}
    ${changes.length
      ? html`<div class="scroll tall"><table>
          <thead><tr><th>${t('plan.kind')}</th><th>${t('servers.name')}</th><th class="num">${t('servers.port')}</th><th>${t('plan.why')}</th></tr></thead>
          <tbody>${changes.slice(0, SHOWN).map((change) => html`<tr>
            <td><span class="kind" data-k=${change.kind}>${word('kind', change.kind)}</span></td>
            <td>${change.server}${change.replica ? `/${change.replica}` : ''}</td><td class="num">${change.port || '–'}</td><td>${change.reason}</td></tr>`)}</tbody>
        </table></div>
        ${changes.length > SHOWN ? html`<p class="quiet">${t('plan.more', { n: changes.length - SHOWN })}</p>` : nothing}`
      : html`<p class="note">${t('plan.nothing')}</p>`}`;
}
