/** Who did what, when, and what came of it; the grid fetches pages as one scrolls. */
import '@vaadin/grid/vaadin-grid.js';
import { columnBodyRenderer } from '@vaadin/grid/lit.js';
import { html, nothing } from 'lit';
import { api, itemsOf } from '../api.js';
import { dateTime } from '../format.js';
import { t } from '../i18n.js';
import { problemBox } from '../parts/problem.js';
import { problemFrom, View } from '../view.js';

const SIZE = 50;
const narrow = matchMedia('(max-width: 760px)');

class AuditPage extends View {
  /** @type {import('../api.js').Problem | null} */
  #problem = null;
  #total = 0;
  #calls = false;

  connectedCallback() {
    super.connectedCallback();
    this.listen(narrow, 'change', () => this.requestUpdate());
  }

  /** @param {{page: number, pageSize: number}} wanted @param {(items: any[], total?: number) => void} give */
  #provide = async (wanted, give) => {
    try {
      const answer = await api.audit(wanted.page, wanted.pageSize);
      const items = itemsOf(answer);
      this.#total = answer?.total ?? wanted.page * wanted.pageSize + items.length;
      this.#problem = null;
      give(items, this.#total);
    } catch (failure) {
      this.#problem = problemFrom(failure);
      give([], 0);
    }
    this.requestUpdate();
  };

  /** @param {boolean} open */
  async #open(open) {
    await import('../parts/call-trail.js');
    this.#calls = open;
    this.requestUpdate();
  }

  #again() {
    /** @type {any} */ (this.querySelector('vaadin-grid')).clearCache();
  }

  #column(key, width, draw, grow = 1) {
    return html`<vaadin-grid-column header=${t(key)} width=${width} flex-grow=${grow} resizable ${columnBodyRenderer(draw, [document.documentElement.lang])}></vaadin-grid-column>`;
  }

  render() {
    return html`<div class="head"><h1>${t('nav.audit')}</h1>
        <p class="quiet" role="status">${t('audit.count', { n: this.#total })}</p>
        <div class="row"><button type="button" @click=${() => this.#again()}>${t('audit.refresh')}</button></div></div>
      <details class="card" id="call-trail" @toggle=${(/** @type {any} */ event) => this.#open(event.target.open)}><summary><h2>${t('calls.title')}</h2></summary>
        ${this.#calls ? html`<call-trail></call-trail>` : nothing}</details>
      ${problemBox(this.#problem, () => this.#again())}
      <vaadin-grid class="tall" .dataProvider=${this.#provide} .pageSize=${SIZE} theme="row-stripes" accessible-name=${t('nav.audit')}>
        ${this.#column('audit.at', '170px', (entry) => html`<time datetime=${entry.at}>${dateTime(entry.at)}</time>`, 0)}
        ${this.#column('audit.who', '100px', (entry) => entry.who ?? entry.caller ?? '–')}
        ${this.#column('audit.action', '130px', (entry) => html`<code>${entry.action}</code>`)}
        ${this.#column('audit.target', '130px', (entry) => entry.target || '–')}
        ${this.#column('audit.outcome', '150px', (entry) => html`<span class="state"><span class="mark" data-s=${entry.outcome === 'ok' ? 'HEALTHY' : 'FAILED'} aria-hidden="true"></span>${entry.outcome}</span>`)}
        ${narrow.matches ? nothing : this.#column('audit.detail', '240px', (entry) => html`<span title=${entry.detail}>${entry.detail}</span>`, 3)}
      </vaadin-grid>`;
  }
}

customElements.define('audit-page', AuditPage);
