/** What stands between two revisions, server by server and field by field. */
import { html, nothing } from 'lit';
import { number } from '../format.js';
import { t, word } from '../i18n.js';

/** More servers than this are counted, not shown. */
const SHOWN = 100;
const KINDS = ['added', 'changed', 'removed'];

/** @param {any} difference */
export function revisionDiff(difference) {
  const changes = difference.changes ?? [];
  if (!changes.length) {
    return html`<p class="note">${t('revision.same')}</p>`;
  }
  const count = (/** @type {string} */ kind) => changes.filter((change) => change.kind === kind).length;
  return html`<p class="row">${KINDS.map((kind) => html`<span class="kind" data-k=${kind}>${word('revisionKind', kind)} ${number(count(kind))}</span>`)}</p>
    <div class="scroll tall" role="region" tabindex="0" aria-label=${t('revision.differences')}><table id="revision-diff">
      <thead><tr><th>${t('plan.kind')}</th><th>${t('servers.name')}</th><th>${t('revision.field')}</th><th>${t('revision.before')}</th><th>${t('revision.after')}</th></tr></thead>
      <tbody>${changes.slice(0, SHOWN).map(server)}</tbody>
    </table></div>
    ${changes.length > SHOWN ? html`<p class="quiet">${t('plan.more', { n: changes.length - SHOWN })}</p>` : nothing}`;
}

/** @param {any} change */
function server(change) {
  const fields = change.fields?.length ? change.fields : [null];
  return fields.map((field, index) => html`<tr>
    <td>${index ? nothing : html`<span class="kind" data-k=${change.kind}>${word('revisionKind', change.kind)}</span>`}</td>
    <td>${index ? nothing : change.server}</td>
    <td>${field?.field ?? nothing}</td>
    <td class="before">${field?.before ? html`<code>${field.before}</code>` : nothing}</td>
    <td class="after">${field?.after ? html`<code>${field.after}</code>` : nothing}</td>
  </tr>`);
}
