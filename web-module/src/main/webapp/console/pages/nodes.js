/** Machines and the WildFly nodes that look after them; which ports are taken. */
import { html, nothing } from 'lit';
import { api, itemsOf } from '../api.js';
import { ago, bytes, dateTime, number } from '../format.js';
import { t, word } from '../i18n.js';
import { means } from '../parts/limits-card.js';
import { problemBox } from '../parts/problem.js';
import { Fetched, View } from '../view.js';

/** Columns shown where they are known, the rest of an item after them. */
const FIRST = ['name', 'id', 'host', 'state', 'placing', 'holds', 'lagMillis', 'revision', 'healthy', 'routed', 'servers', 'memoryBytes', 'processors', 'pid', 'url'];
const INSTANTS = /(At|Until|Seen|since)$/;

class NodesPage extends View {
  constructor() {
    super();
    this.nodes = new Fetched(this);
    this.hosts = new Fetched(this);
    this.ports = new Fetched(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
    this.every(5000, () => this.#load());
  }

  #load() {
    void this.nodes.load(() => api.nodes());
    void this.hosts.load(() => api.hosts());
    void this.ports.load(async () => (await api.ports())?.ranges ?? []);
  }

  /** @param {string} key @param {string} id @param {Fetched} fetched @param {any} above what is said above the table */
  #table(key, id, fetched, above = nothing) {
    if (fetched.problem?.absent) {
      return nothing;
    }
    const items = itemsOf(fetched.value).map(({ confines, ...shown }) => flat(shown));
    const names = [...new Set(items.flatMap((item) => Object.keys(item)))];
    const columns = [...FIRST.filter((name) => names.includes(name)), ...names.filter((name) => !FIRST.includes(name))];
    return html`<section class="card flush" id=${id} tabindex="0" aria-label=${t(key)}>
      <h2 class="table-title">${t(key)}</h2>
      ${problemBox(fetched.problem)}${above}
      ${items.length
        ? html`<table><thead><tr>${columns.map((name) => html`<th>${word('column', name)}</th>`)}</tr></thead>
            <tbody>${items.map((item) => html`<tr>${columns.map((name) => html`<td>${cell(name, item[name])}</td>`)}</tr>`)}</tbody></table>`
        : html`<p class="quiet table-title">${fetched.busy ? t('app.loading') : t('app.none')}</p>`}
    </section>`;
  }

  /** Whether all living nodes see the same; nothing to say of one alone. */
  #agreement() {
    const up = itemsOf(this.nodes.value).filter((node) => node.state === 'UP');
    if (up.length < 2) {
      return nothing;
    }
    const views = new Set(up.map((node) => `${node.revision} ${node.routes}`));
    return html`<p class="quiet table-title" id="agreement">${t(views.size === 1 ? 'nodes.agree' : 'nodes.differ')}</p>`;
  }

  /** What programs are held apart by, host by host. */
  #apart() {
    const hosts = itemsOf(this.hosts.value).filter((host) => Object.keys(host.confines ?? {}).length);
    return hosts.length
      ? html`<section class="card" id="apart"><h2>${t('nodes.apart')}</h2>
          ${hosts.map((host) => html`${hosts.length > 1 ? html`<h3>${host.name}</h3>` : nothing}${means(host.confines)}`)}</section>`
      : nothing;
  }

  render() {
    return html`<div class="head"><h1>${t('nav.nodes')}</h1></div>
      <div class="stack">
        ${this.#table('nodes.nodes', 'nodes', this.nodes, this.#agreement())}
        ${this.#table('nodes.hosts', 'hosts', this.hosts)}
        ${this.#apart()}
        ${this.#table('nodes.ports', 'ports', this.ports)}
      </div>`;
  }
}

/** One level of nesting becomes columns `agent.pid`. @param {Record<string, any>} item */
const flat = (item) =>
  Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) =>
      value && typeof value === 'object' && !Array.isArray(value)
        ? Object.entries(value).map(([inner, deep]) => [`${name}.${inner}`, deep])
        : [[name, value]],
    ),
  );

/** @param {string} name @param {any} value */
function cell(name, value) {
  if (value === null || value === undefined || value === '') {
    return '–';
  }
  if (name === 'id') {
    return word('category', value);
  }
  if (name === 'placing') {
    return word('placing', value);
  }
  if (name === 'memoryBytes') {
    return bytes(value);
  }
  if (name === 'holds') {
    return value.length ? value.map((lease) => html`<div>${role(lease)}</div>`) : '–';
  }
  if (name === 'state') {
    const mark = { UP: 'HEALTHY', DRAINING: 'STOPPING' }[value] ?? 'FAILED';
    return html`<span class="state"><span class="mark" data-s=${mark} aria-hidden="true"></span>${word('nodeState', value)}</span>`;
  }
  if (typeof value === 'string' && INSTANTS.test(name) && !Number.isNaN(Date.parse(value))) {
    return html`<time datetime=${value} title=${dateTime(value)}>${ago(value)}</time>`;
  }
  if (typeof value === 'boolean') {
    return t(value ? 'word.yes' : 'word.no');
  }
  if (typeof value === 'number') {
    return /(port|pid|first|last|epoch)$/i.test(name) ? String(value) : number(value);
  }
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** In words; a lease of a kind that has none is named as it is. @param {string} lease */
function role(lease) {
  const [kind, ...rest] = lease.split('/');
  return ['host', 'health', 'standby', 'rollout', 'purge', 'lock', 'placement'].includes(kind)
    ? t(`role.${kind}`, { rest: rest.join('/') })
    : lease;
}

customElements.define('nodes-page', NodesPage);
