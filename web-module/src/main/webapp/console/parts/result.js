/** What came of a call of a tool. */
import { html, nothing } from 'lit';
import { number } from '../format.js';
import { t } from '../i18n.js';

/** @param {any} result of tools/call @param {number} [millis] it took */
export function resultOf(result, millis) {
  const content = result.content ?? [];
  return html`<div class="result" role="status" data-error=${result.isError ? 'yes' : nothing}>
    <p class="quiet">${result.isError ? html`<span class="mark" data-s="FAILED" aria-hidden="true"></span> ${t('tool.failed')}` : t('tool.answered')}${millis === undefined ? nothing : html` · ${number(Math.round(millis))} ms`}</p>
    ${content.map((part) => html`<pre>${part.type === 'text' ? part.text : JSON.stringify(part, null, 2)}</pre>`)}
    ${result.structuredContent ? html`<details class="fold"><summary class="quiet">${t('tool.structured')}</summary><pre>${JSON.stringify(result.structuredContent, null, 2)}</pre></details>` : nothing}
    ${!content.length && !result.structuredContent ? html`<pre>${JSON.stringify(result, null, 2)}</pre>` : nothing}
  </div>`;
}
