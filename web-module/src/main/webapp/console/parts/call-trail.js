/** Who called which tool through the gateway, newest first; more on demand. */
import { html, nothing } from 'lit';
import { api, itemsOf } from '../api.js';
import { dateTime } from '../format.js';
import { t } from '../i18n.js';
import { problemBox } from './problem.js';
import { problemFrom, View } from '../view.js';

class CallTrail extends View {
  static properties = { server: {} };

  constructor() {
    super();
    /** Only calls of this one; of all if it is empty. */
    this.server = '';
  }

  /** @type {any[]} */
  #calls = [];
  /** @type {any} */
  #last = null;
  /** @type {import('../api.js').Problem | null} */
  #problem = null;

  firstUpdated() {
    void this.#load(null);
  }

  /** @param {number | null} before */
  async #load(before) {
    try {
      this.#last = await api.calls(before, this.server);
      this.#calls = before ? [...this.#calls, ...itemsOf(this.#last)] : itemsOf(this.#last);
      this.#problem = null;
    } catch (failure) {
      this.#problem = problemFrom(failure);
    }
    this.requestUpdate();
  }

  render() {
    return html`<div class="row"><button type="button" @click=${() => this.#load(null)}>${t('audit.refresh')}</button></div>
      ${problemBox(this.#problem, () => this.#load(null))}
      ${this.#last?.unwritten ? html`<p role="status">${t('calls.unwritten', { n: this.#last.unwritten })}</p>` : nothing}
      ${this.#calls.length
        ? html`<div class="scroll" role="region" tabindex="0" aria-label=${t('calls.title')}><table id="calls">
            <thead><tr><th>${t('audit.at')}</th><th>${t('audit.who')}</th>${this.server ? nothing : html`<th>${t('calls.server')}</th>`}<th>${t('calls.tool')}</th><th>${t('audit.outcome')}</th><th class="num">${t('calls.millis')}</th><th class="wide-cell">${t('calls.request')}</th></tr></thead>
            <tbody>${this.#calls.map((call) => html`<tr>
              <td class="when"><time datetime=${call.at}>${dateTime(call.at)}</time></td><td>${call.caller}</td>${this.server ? nothing : html`<td>${call.server || '–'}</td>`}<td><code>${call.tool || call.method || '?'}</code></td>
              <td><span class="state"><span class="mark" data-s=${call.outcome === 'ok' ? 'HEALTHY' : 'FAILED'} aria-hidden="true"></span>${call.outcome}</span></td>
              <td class="num">${call.millis.toFixed(1)}</td><td class="wide-cell">${call.request || '–'}</td></tr>`)}</tbody>
          </table></div>`
        : html`<p class="quiet">${t(this.#last?.kept === 'off' ? 'calls.off' : 'calls.none')}</p>`}
      ${this.#last?.next ? html`<div class="row"><button type="button" id="older-calls" @click=${() => this.#load(this.#last.next)}>${t('calls.older')}</button></div>` : nothing}`;
  }
}

customElements.define('call-trail', CallTrail);
