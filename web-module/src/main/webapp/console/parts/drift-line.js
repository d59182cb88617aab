/** What differs between wish, record and what runs, in one line above the fleet; nothing while nothing does. */
import { html, nothing } from 'lit';
import { api, itemsOf } from '../api.js';
import { number } from '../format.js';
import { t } from '../i18n.js';
import { Fetched, View } from '../view.js';

const NAMED = 3;

class DriftLine extends View {
  constructor() {
    super();
    this.drift = new Fetched(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
    this.every(15000, () => this.#load());
  }

  #load() {
    void this.drift.load(() => api.drift());
  }

  render() {
    const open = itemsOf(this.drift.value).filter((item) => !item.healedAt);
    if (open.length === 0) {
      return nothing;
    }
    const links = open.slice(0, NAMED).map((item, at) => html`${at ? ', ' : ' '}<a href="servers/${item.name}" title=${item.detail}>${item.name}</a> ${t(`drift.${item.kind}`)}`);
    return html`<p class="card note" role="status"><b>${t('drift.count', { count: number(open.length) })}</b>${links}${open.length > NAMED ? ' …' : nothing}</p>`;
  }
}

customElements.define('drift-line', DriftLine);
