/** What would become of each server of a foreign file; category and coming in are a person's to decide. */
import { html, nothing } from 'lit';
import { t, word } from '../i18n.js';
import { CATEGORIES } from './tile-field.js';

const STEPS = ['file', 'servers', 'changes', 'start'];

/** How far somebody has come. @param {number} here */
export const steps = (here) =>
  html`<ol class="steps">${STEPS.map((step, index) => html`<li data-done=${index < here ? 'yes' : nothing}
    aria-current=${index === here ? 'step' : nothing}>${t(`add.step.${step}`)}</li>`)}</ol>`;

/** Those that can come in if one wants them to. */
const FREE = new Set(['ADD', 'REPLACE', 'LEFT']);

/**
 * @param {any[]} servers as the look tells of them
 * @param {{leave: (name: string, out: boolean) => void, put: (name: string, category: string) => void, more?: (server: any) => unknown}} on
 */
export function importList(servers, on) {
  return html`<ul class="arrivals" id="arrivals">${servers.map((server) => one(server, on))}</ul>`;
}

/** What speaks for its category. @param {any} server */
function because(server) {
  const words = server.words ?? [];
  return words.length ? t('add.because', { why: words.join(', ') }) : t(server.why === 'chosen' ? 'add.chosen' : 'add.noWord');
}

/** @param {any} server @param {Parameters<typeof importList>[1]} on */
function one(server, on) {
  const free = FREE.has(server.outcome);
  const comes = server.outcome === 'ADD' || server.outcome === 'REPLACE';
  return html`<li data-server=${server.name} data-outcome=${server.outcome}>
    <div class="row">
      ${free
        ? html`<label class="row"><input type="checkbox" .checked=${comes} aria-label=${t('add.take', { name: server.name })}
            @change=${(event) => on.leave(server.name, !event.target.checked)} /><b>${server.name}</b></label>`
        : html`<b>${server.name}</b>`}
      <span class="kind" data-k=${comes ? 'add' : server.outcome === 'SAME' || server.outcome === 'LEFT' ? 'unchanged' : 'remove'}>${word('outcome', server.outcome)}</span>
      ${server.was && server.was !== server.name ? html`<span class="quiet">${t('add.was', { name: server.was })}</span>` : nothing}
      <span class="spring"></span>
      ${free
        ? html`<select aria-label=${t('add.categoryOf', { name: server.name })} title=${because(server)} ?disabled=${!comes}
            @change=${(event) => on.put(server.name, event.target.value)}>
            ${CATEGORIES.map((id) => html`<option value=${id} ?selected=${id === server.category}>${word('category', id)}</option>`)}</select>`
        : nothing}
    </div>
    <code>${server.runs}</code>
    ${server.reason ? html`<p>${server.reason}</p>` : nothing}
    ${comes ? html`<p class="quiet">${because(server)}</p>` : nothing}
    ${server.notes.length ? html`<ul class="quiet">${server.notes.map((/** @type {string} */ note) => html`<li>${note}</li>`)}</ul>` : nothing}
    ${comes && server.secrets.length ? html`<p class="quiet">${t('add.kept')} ${server.secrets.map((/** @type {string} */ name) => html`<code>${name}</code> `)}</p>` : nothing}
    ${comes && on.more ? on.more(server) : nothing}
  </li>`;
}
