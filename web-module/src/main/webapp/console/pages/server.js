/** One server: what is wished, what is seen, on whose evidence, and what it can do. */
import '../parts/held-tools.js';
import '../parts/log-tail.js';
import '../parts/tool-list.js';
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { ago, dateTime, number } from '../format.js';
import { t, word } from '../i18n.js';
import { copyButton } from '../parts/ask.js';
import { explainPanel } from '../parts/explain-panel.js';
import { limitsCard } from '../parts/limits-card.js';
import { callsCard, signInCard } from '../parts/remote-cards.js';
import { problemBox } from '../parts/problem.js';
import { serverActions } from '../parts/server-actions.js';
import { sparkline } from '../parts/sparkline.js';
import { stateMark } from '../parts/state.js';
import { session } from '../session.js';
import { keyOf, labelOf, portOf, store } from '../store.js';
import { Fetched, View } from '../view.js';

class ServerPage extends View {
  constructor() {
    super();
    /** Set by the router. @type {any} */
    this.location = null;
    this.detail = new Fetched(this);
    this.why = new Fetched(this);
    this.calls = false;
  }

  get name() {
    return decodeURIComponent(this.location?.params?.name ?? '');
  }

  connectedCallback() {
    super.connectedCallback();
    this.listen(store, 'moves', (event) => {
      if ([...event.detail].some((key) => key.startsWith(`${this.name}/`))) {
        this.requestUpdate();
      }
    });
    this.listen(store, 'reset', () => this.requestUpdate());
    this.every(5000, () => this.#load());
  }

  firstUpdated() {
    this.#load();
  }

  #load() {
    void this.detail.load(() => api.server(this.name)).then(() => this.#isGone());
  }

  /** What is left of a server is told in the place of the server. */
  #isGone() {
    if (this.detail.problem?.absent && !this.why.value && !this.why.problem && !this.why.busy) {
      this.#explain();
    }
  }

  /** @param {boolean} open */
  async #open(open) {
    await import('../parts/call-trail.js');
    this.calls = open;
    this.requestUpdate();
  }

  #explain() {
    void this.why.load(() => api.explain(this.name));
  }

  /** The live copies, or those of the answer while there is no feed. @returns {import('../store.js').Server[]} */
  #copies() {
    const live = store.copies(this.name);
    return live.length ? live : (this.detail.value?.instances ?? []);
  }

  /** How the gateway calls the copy, and until when that is so. @param {number} replica */
  #traffic(replica) {
    const copy = this.detail.value?.traffic?.find((/** @type {any} */ each) => each.replica === replica);
    if (!copy) {
      return '–';
    }
    const until = copy.until === copy.since ? nothing : html` <time datetime=${copy.until} class="quiet">(${dateTime(copy.until)})</time>`;
    return html`${word('traffic', copy.state)}${until}${copy.why ? html`<br /><span class="quiet">${copy.why}</span>` : nothing}`;
  }

  /** @param {import('../store.js').Server} server */
  #facts(server) {
    const rows = [
      ['server.state', stateMark(server.state, server.draining)],
      ['server.reason', html`${word('reason', server.reason)}${server.detail ? html`<br /><span class="quiet">${server.detail}</span>` : nothing}`],
      ['server.since', html`<time datetime=${server.since}>${dateTime(server.since)}</time> <span class="quiet">(${ago(server.since)})</span>`],
      ['server.traffic', this.#traffic(server.replica)],
      ['server.desired', word('desired', server.desired)],
      ['server.category', word('category', server.category)],
      ['server.host', server.host || '–'],
      ['server.node', server.node || '–'],
      ['server.pid', server.pid ? String(server.pid) : '–'],
      ['server.port', portOf(server)],
      ['server.generation', t('server.attemptOf', { generation: server.generation, attempt: server.attempt })],
      ['server.endpoint', server.endpoint ? html`<code>${server.endpoint}</code>` : '–'],
      ['server.fleet', server.fleet],
    ];
    return html`<section class="card" data-copy=${keyOf(server)} aria-label=${labelOf(server)}>
      <h2>${server.replica ? labelOf(server) : t('server.now')}</h2>
      <dl class="facts">${rows.map(([key, value]) => html`<dt>${t(/** @type {string} */ (key))}</dt><dd>${value}</dd>`)}</dl>
    </section>`;
  }

  #door() {
    const address = new URL(`/mcp/s/${encodeURIComponent(this.name)}`, location.href).href;
    return html`<section class="card late"><h2>${t('server.address')}</h2>
      <div class="row"><code class="secret">${address}</code>${copyButton(address)}</div>
      <p class="quiet">${t('server.addressHint')}</p>
      <p class="quiet">${t('server.addressWhole')} <code>${new URL('/mcp', location.href).href}</code></p></section>`;
  }

  render() {
    const copies = this.#copies();
    const { value, problem } = this.detail;
    if (!copies.length) {
      return html`<h1>${this.name}</h1>
        ${this.why.value ? explainPanel(this.why.value) : problem ? problemBox(problem, () => this.#load()) : html`<p class="quiet">${t('app.loading')}</p>`}`;
    }
    const serves = copies.some((copy) => copy.state === 'HEALTHY' || copy.state === 'UNHEALTHY' || copy.state === 'QUARANTINED' || copy.state === 'SLEEPING');
    return html`<div class="head">
        <h1>${this.name}</h1>${stateMark(copies[0].state, copies[0].draining)}
        ${serverActions(copies[0], () => this.#load())}
        <button type="button" id="why" @click=${() => this.#explain()}>${t('explain.title')}</button>
      </div>
      ${problem ? problemBox(problem) : nothing}
      ${problemBox(this.why.problem)}
      ${this.why.value ? explainPanel(this.why.value) : nothing}
      <div class="columns">
        <div class="column">
          ${copies.map((copy) => this.#facts(copy))}
          ${limitsCard(value?.definition?.limits, value?.definition?.network, value?.confines, Boolean(value?.definition?.image))}
          ${signInCard(value?.definition?.auth)}
          ${callsCard(value?.definition?.calls)}
          <section class="card"><h2>${t('server.probes')}</h2>${sparkline(value?.probes ?? [])}</section>
          ${this.#door()}
          ${value?.definition
            ? html`<section class="card late"><h2>${t('server.definition')}</h2><pre>${JSON.stringify(value.definition, null, 2)}</pre></section>`
            : nothing}
        </div>
        <div class="column">
          <held-tools .name=${this.name}></held-tools>
          <section class="card"><h2>${t('server.tools')}</h2>
            ${serves ? html`<tool-list .name=${this.name}></tool-list>` : html`<p class="quiet">${t('tool.notServing')}</p>`}</section>
          <section class="card"><h2>${t('server.logs')}</h2><log-tail .name=${this.name}></log-tail></section>
          ${session.can('admin')
            ? html`<details class="card" id="calls-of-server" @toggle=${(/** @type {any} */ event) => this.#open(event.target.open)}><summary><h2>${t('calls.title')}</h2></summary>
                ${this.calls ? html`<call-trail .server=${this.name}></call-trail>` : nothing}</details>`
            : nothing}
        </div>
      </div>`;
  }
}

customElements.define('server-page', ServerPage);
