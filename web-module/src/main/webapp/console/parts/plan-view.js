/** What a fleet file would change, before anything does, and what the fleet will take. */
import { html, nothing } from 'lit';
import { duration, memory, number } from '../format.js';
import { t, word } from '../i18n.js';

/** More rows than this are counted, not shown. */
const SHOWN = 200;
const KINDS = ['add', 'restart', 'move-port', 'remove'];

/** @param {any} plan */
export function planView(plan) {
  const changes = plan.changes ?? [];
  const rows = [...changes, ...(plan.adopted ?? []), ...(plan.kept ?? [])];
  const count = (/** @type {string} */ kind) => changes.filter((change) => change.kind === kind).length;
  return html`<p class="row" id="plan-counts">
      ${KINDS.filter((kind) => kind !== 'move-port' || count(kind)).map((kind) => html`<span class="kind" data-k=${kind}>${word('kind', kind)} ${number(count(kind))}</span>`)}
      ${plan.adopted?.length ? html`<span class="kind" data-k="adopt">${word('kind', 'adopt')} ${number(plan.adopted.length)}</span>` : nothing}
      <span class="quiet">${t('plan.unchanged', { n: plan.unchanged ?? 0 })}</span>
    </p>
    ${(plan.warnings ?? []).map((warning) => html`<p class="note"><span class="mark" data-s="UNHEALTHY" aria-hidden="true"></span> ${warning}</p>`)}
    ${rows.length ? table(rows) : nothing}
    ${changes.length ? nothing : html`<p class="note">${t('plan.nothing')}</p>`}
    ${plan.programs?.length ? programs(plan.programs) : nothing}
    ${plan.forecast ? forecast(plan.forecast) : nothing}`;
}

/** What would be run, word for word. @param {any[]} programs */
function programs(programs) {
  return html`<h3>${t('programs.title')}</h3>
    <div class="scroll tall" role="region" tabindex="0" aria-label=${t('programs.title')}><table id="plan-programs">
      <thead><tr><th>${t('programs.program')}</th><th>${t('servers.name')}</th><th>${t('programs.command')}</th><th>${t('programs.env')}</th></tr></thead>
      <tbody>${programs.slice(0, SHOWN).map((one) => html`<tr>
        <td>${one.program}${one.fresh ? html` <span class="kind" data-k="add">${t('programs.fresh')}</span>` : nothing}</td>
        <td>${one.server}${one.servers > 1 ? ` +${number(one.servers - 1)}` : ''}</td>
        <td><code>${one.command.map(quoted).join(' ')}</code>
          ${one.folder ? html`<div class="quiet">${t('programs.files', { n: number(one.files), folder: one.folder })}<br>${one.integrity}</div>` : nothing}
          ${one.network ? html`<div class="quiet">${t('limits.network')}: ${t(`limits.network.${one.network}`)}</div>` : nothing}
          ${one.memoryMegabytes ? html`<div class="quiet">${t('programs.takes', { mb: memory(one.memoryMegabytes), ms: number(one.startMillis) })}</div>` : nothing}</td>
        <td>${one.environment.join(', ') || '–'}</td></tr>`)}</tbody>
    </table></div>
    ${programs.length > SHOWN ? html`<p class="quiet">${t('plan.more', { n: programs.length - SHOWN })}</p>` : nothing}`;
}

/** Words with a blank or a quote in them show where they end. @param {string} word */
function quoted(word) {
  return /^[A-Za-z0-9@%+=:,./_{}$-]+$/.test(word) ? word : JSON.stringify(word);
}

/** @param {any[]} rows */
function table(rows) {
  return html`<div class="scroll tall" role="region" tabindex="0" aria-label=${t('plan.changes')}><table>
      <thead><tr><th>${t('plan.kind')}</th><th>${t('servers.name')}</th><th class="num">${t('servers.port')}</th><th>${t('plan.why')}</th></tr></thead>
      <tbody>${rows.slice(0, SHOWN).map((change) => html`<tr>
        <td><span class="kind" data-k=${change.kind}>${word('kind', change.kind)}</span></td>
        <td>${change.server}${change.replica ? `/${change.replica}` : ''}</td><td class="num">${port(change)}</td><td>${change.reason}</td></tr>`)}</tbody>
    </table></div>
    ${rows.length > SHOWN ? html`<p class="quiet">${t('plan.more', { n: rows.length - SHOWN })}</p>` : nothing}`;
}

/** @param {any} change */
function port(change) {
  const moves = change.fromPort && change.port && change.fromPort !== change.port;
  return moves ? `${change.fromPort} → ${change.port}` : change.port || change.fromPort || '–';
}

/** @param {any} forecast */
function forecast(forecast) {
  const source = (/** @type {string} */ name) => forecast.sources?.[name] ?? '';
  const rows = [
    [t('forecast.instances'), number(forecast.instances), ''],
    [t('forecast.ports'), number(forecast.ports), ''],
    [t('forecast.processes'), number(forecast.processes), source('processes')],
    [t('forecast.memory'), memory(forecast.memoryMegabytes), source('memoryMegabytes')],
    [t('forecast.cpu'), number(forecast.cpuCores), source('cpuCores')],
    [t('forecast.files'), number(forecast.fileHandles), source('fileHandles')],
    ...(forecast.times ?? []).map((time) => [`${t('forecast.time')}, ${word('profile', time.profile)}`, duration(time.seconds), time.source]),
  ];
  return html`<h3>${t('forecast.title')}</h3>
    <div class="scroll"><table id="plan-forecast"><thead><tr><th>${t('forecast.what')}</th><th class="num">${t('forecast.value')}</th><th>${t('forecast.source')}</th></tr></thead>
      <tbody>${rows.map(([what, value, from]) => html`<tr><td>${what}</td><td class="num">${value}</td><td class="quiet">${from}</td></tr>`)}</tbody></table></div>`;
}
