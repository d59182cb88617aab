/** All servers in a virtualised grid; search and filters work on what the live feed has brought. */
import '@vaadin/grid/vaadin-grid.js';
import '@vaadin/grid/vaadin-grid-sort-column.js';
import { columnBodyRenderer } from '@vaadin/grid/lit.js';
import { html, nothing } from 'lit';
import { ago, number } from '../format.js';
import { t, word } from '../i18n.js';
import { STATES, stateMark } from '../parts/state.js';
import { CATEGORIES } from '../parts/tile-field.js';
import { go } from '../routes.js';
import { session } from '../session.js';
import { labelOf, portOf, store } from '../store.js';
import { View } from '../view.js';

/** Redrawing the visible rows more often than this helps nobody. */
const REDRAW = 500;

const narrow = matchMedia('(max-width: 760px)');
const wide = matchMedia('(min-width: 1250px)');

class ServersPage extends View {
  #filter = Object.fromEntries(new URLSearchParams(location.search));
  /** @type {import('../store.js').Server[]} */
  #items = [];
  #timer = 0;

  connectedCallback() {
    super.connectedCallback();
    const soon = () => {
      this.#timer ||= setTimeout(() => {
        this.#timer = 0;
        this.requestUpdate();
      }, REDRAW);
    };
    this.listen(store, 'reset', soon);
    this.listen(store, 'moves', soon);
    this.listen(narrow, 'change', () => this.requestUpdate());
    this.listen(wide, 'change', () => this.requestUpdate());
    this.every(15_000, soon);
  }

  willUpdate() {
    const { q = '', state = '', category = '' } = this.#filter;
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    this.#items = [...store.servers.values()]
      .filter(
        (server) =>
          (!state || server.state === state) &&
          (!category || server.category === category) &&
          words.every((wanted) => `${labelOf(server)} ${portOf(server)} ${server.host} ${server.node} ${server.reason} ${server.detail}`.toLowerCase().includes(wanted)),
      )
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.replica - b.replica));
  }

  /** The rows of the grid know nothing of a change inside a server. */
  updated() {
    /** @type {any} */ (this.querySelector('vaadin-grid'))?.requestContentUpdate();
  }

  /** @param {Event} event */
  #narrow(event) {
    const field = /** @type {HTMLInputElement} */ (event.target);
    this.#filter = { ...this.#filter, [field.name]: field.value };
    const set = Object.entries(this.#filter).filter(([, value]) => value);
    history.replaceState(history.state, '', `servers${set.length ? `?${new URLSearchParams(set)}` : ''}`);
    this.requestUpdate();
  }

  /** @param {string} name @param {string} group @param {string[]} values @param {string} all */
  #choice(name, group, values, all) {
    return html`<select name=${name} aria-label=${all} @change=${this.#narrow}>
      <option value="">${all}</option>
      ${values.map((value) => html`<option value=${value} ?selected=${this.#filter[name] === value}>${word(group, value)}</option>`)}
    </select>`;
  }

  #column(path, key, width, draw) {
    return html`<vaadin-grid-sort-column path=${path} header=${t(key)} .autoWidth=${false} width=${width} flex-grow="1" resizable
      ${columnBodyRenderer(draw, [document.documentElement.lang])}></vaadin-grid-sort-column>`;
  }

  render() {
    const few = narrow.matches;
    return html`<div class="head"><h1>${t('nav.servers')}</h1>
        <p class="quiet" role="status">${t('servers.count', { n: this.#items.length, all: store.servers.size })}</p>
        <span class="spring"></span>
        ${session.can('operator') ? html`<a class="button primary" href="add">${t('add.title')}</a>` : nothing}</div>
      <form class="row filters" role="search" @submit=${(event) => event.preventDefault()}>
        <input name="q" type="search" .value=${this.#filter.q ?? ''} placeholder=${t('servers.search')} aria-label=${t('servers.search')} @input=${this.#narrow} />
        ${this.#choice('state', 'state', STATES, t('servers.anyState'))}
        ${this.#choice('category', 'category', CATEGORIES, t('servers.anyCategory'))}
      </form>
      <vaadin-grid class="tall" .items=${this.#items} item-id-path="key" multi-sort-on-shift-click theme="row-stripes"
        accessible-name=${t('nav.servers')} @cell-activate=${open} @keydown=${(event) => event.key === 'Enter' && openFocused(event)}>
        ${this.#column('name', 'servers.name', few ? '170px' : '210px', (server) => html`<a href="servers/${encodeURIComponent(server.name)}">${labelOf(server)}</a>`)}
        ${this.#column('state', 'servers.state', few ? '130px' : '150px', (server) => stateMark(server.state, server.draining))}
        ${this.#column('reason', 'servers.reason', '220px', (server) => html`<span title=${server.detail}>${word('reason', server.reason)}${server.detail ? html`<span class="quiet"> · ${server.detail}</span>` : nothing}</span>`)}
        ${few
          ? nothing
          : html`${this.#column('category', 'servers.category', '150px', (server) => word('category', server.category))}
              ${this.#column('port', 'servers.port', '80px', (server) => portOf(server))}
              ${this.#column('since', 'servers.since', '120px', (server) => html`<time datetime=${server.since}>${ago(server.since)}</time>`)}`}
        ${wide.matches
          ? html`${this.#column('host', 'servers.host', '100px', (server) => server.host)}
              ${this.#column('pid', 'servers.pid', '90px', (server) => (server.pid ? String(server.pid) : '–'))}
              ${this.#column('attempt', 'servers.attempt', '90px', (server) => number(server.attempt))}`
          : nothing}
      </vaadin-grid>
      ${store.filled && !this.#items.length ? html`<p class="quiet" role="status">${t('servers.none')}</p>` : nothing}`;
  }
}

/** @param {any} event */
function openFocused(event) {
  const context = event.currentTarget.getEventContext(event);
  if (context.item) {
    go(`servers/${encodeURIComponent(context.item.name)}`);
  }
}

/** @param {any} event */
function open(event) {
  const server = event.detail?.model?.item;
  if (server) {
    go(`servers/${encodeURIComponent(server.name)}`);
  }
}

customElements.define('servers-page', ServersPage);
