/** Faults made on purpose: which there are, the one that goes on, what became of earlier ones. */
import { html, nothing } from 'lit';
import { api, itemsOf } from '../api.js';
import { ago, dateTime, number, seconds } from '../format.js';
import { t, word } from '../i18n.js';
import { store } from '../store.js';
import { Fetched, View } from '../view.js';
import { confirm, copyButton } from './ask.js';
import { drillName, drillReport, drillSteps } from './drill-report.js';
import { problemBox } from './problem.js';
import { CATEGORIES } from './tile-field.js';

/** @typedef {import('./drill-report.js').Drill} Drill */

const DRILLS = ['kill-server', 'kill-host-process', 'cut-db'];
const MARKS = { RUNNING: 'STARTING', PASSED: 'HEALTHY', FAILED: 'FAILED', REFUSED: 'STOPPED', BROKEN: 'UNHEALTHY' };
const SECONDS = 20;
const MOST_SECONDS = 60;

class DrillsPanel extends View {
  constructor() {
    super();
    this.book = new Fetched(this);
    /** The drill whose report is open. @type {number | null} */
    this.shown = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
    this.every(1000, () => this.#running() && !this.book.busy && this.#load());
    // Somebody else may start one.
    this.every(10_000, () => !this.#running() && !this.book.busy && this.#load());
    this.listen(store, 'reset', () => this.requestUpdate());
  }

  #load() {
    void this.book.load(() => api.drills());
  }

  /** @returns {Drill | undefined} as far as we know: while nothing answers the last answer holds */
  #running() {
    return itemsOf(this.book.value).find((drill) => drill.state === 'RUNNING');
  }

  /** @param {SubmitEvent} event @param {string} drill */
  async #start(event, drill) {
    event.preventDefault();
    const values = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const target = String(values.get('target') ?? '').trim();
    const away = Number(values.get('seconds'));
    await confirm({
      title: word('drill', drill),
      text: html`${warning(drill, target, away)} ${t('drill.meanwhile')}`,
      yes: t('drill.start'),
      danger: true,
      act: async () => {
        const begun = await api.startDrill({ drill, ...(target ? { target } : {}), ...(drill === 'cut-db' ? { seconds: away } : {}) });
        this.shown = begun.id;
        this.book.value = { ...this.book.value, items: [begun, ...itemsOf(this.book.value)] };
        this.#load();
      },
    });
  }

  /** @param {string} drill */
  #fields(drill) {
    if (drill === 'kill-server') {
      const names = [...new Set([...store.servers.values()].filter((server) => server.pid > 0).map((server) => server.name))].sort();
      return html`<label class="field">${t('drill.server')}<input name="target" list="drill-servers" maxlength="24" pattern="[a-z0-9]([a-z0-9\\-]*[a-z0-9])?" placeholder=${t('drill.anyServer')} autocomplete="off" /></label>
        <datalist id="drill-servers">${names.map((name) => html`<option value=${name}></option>`)}</datalist>`;
    }
    return drill === 'kill-host-process'
      ? html`<label class="field">${t('drill.process')}<select name="target"><option value="">${t('drill.agent')}</option>
          ${CATEGORIES.map((id) => html`<option value=${id}>${t('drill.processOf', { category: word('category', id) })}</option>`)}</select></label>`
      : html`<label class="field">${t('drill.seconds')}<input type="number" name="seconds" min="1" max=${MOST_SECONDS} value=${SECONDS} required /></label>`;
  }

  #choice() {
    const busy = this.#running() !== undefined;
    return html`<div class="choices">${DRILLS.map((drill) => html`<form class="choice" data-drill=${drill} @submit=${(event) => this.#start(event, drill)}>
      <h3>${word('drill', drill)}</h3><p class="quiet">${t(`drill.text.${drill}`)}</p>
      <div class="row end">${this.#fields(drill)}<button class="danger" ?disabled=${busy}>${t('drill.start')}</button></div></form>`)}</div>`;
  }

  /** Where they cannot be started from here. */
  #commands() {
    return html`<div class="note" id="drills-elsewhere"><p>${t('drill.elsewhere')}</p>
      <dl class="facts">${DRILLS.map((drill) => html`<dt>${word('drill', drill)}</dt><dd><code class="secret">coordinator drill ${drill}</code>${copyButton(`coordinator drill ${drill}`)}</dd>`)}</dl></div>`;
  }

  /** @param {Drill} drill */
  #one(drill) {
    const over = drill.state !== 'RUNNING';
    const since = drill.report.faultAt && !over ? (Date.now() - Date.parse(drill.report.faultAt)) / 1000 : null;
    return html`<section class="drill" id="drill" data-state=${drill.state} aria-live="polite">
      <h3><span class="mark" data-s=${MARKS[drill.state]} aria-hidden="true"></span> ${drillName(drill)}: ${word('drillState', drill.state)}</h3>
      ${drillSteps(drill)}
      ${this.book.problem ? html`<p class="note">${t('drill.apiAway')} <code>${this.book.problem.code}</code></p>` : nothing}
      ${since === null ? nothing : html`<p class="quiet">${t('drill.since', { time: seconds(Math.max(0, since)) })}</p>`}
      ${over || drill.report.fault ? drillReport(drill) : nothing}
    </section>`;
  }

  /** @param {Drill[]} drills */
  #table(drills) {
    return html`<div class="scroll"><table id="drill-list">
      <thead><tr><th class="wide-cell">${t('upkeep.run')}</th><th>${t('drill.what')}</th><th>${t('rollout.state')}</th><th class="wide-cell">${t('rollout.at')}</th><th class="wide-cell">${t('rollout.by')}</th>
        <th class="num wide-cell">${t('drill.noticed')}</th><th class="num">${t('drill.healed')}</th><th class="num wide-cell">${t('drill.callsFailed')}</th><td></td></tr></thead>
      <tbody>${drills.map((drill) => html`<tr data-drill=${drill.id}>
        <td class="num wide-cell">${drill.id}</td><td>${drillName(drill)}</td>
        <td><span class="mark" data-s=${MARKS[drill.state]} aria-hidden="true"></span> ${word('drillState', drill.state)}</td>
        <td class="wide-cell"><time datetime=${drill.startedAt} title=${dateTime(drill.startedAt)}>${ago(drill.startedAt)}</time></td>
        <td class="wide-cell">${drill.startedBy}</td>
        <td class="num wide-cell">${seconds(drill.report.noticedSeconds)}</td><td class="num">${seconds(drill.report.healedSeconds)}</td>
        <td class="num wide-cell">${drill.report.calls ? number(drill.report.calls.toStruckFailed + drill.report.calls.toOthersFailed) : '–'}</td>
        <td class="num"><button type="button" aria-pressed=${drill.id === this.shown} @click=${() => this.#show(drill.id)}>${t('drill.report')}</button></td></tr>`)}</tbody></table></div>`;
  }

  /** @param {number} id */
  #show(id) {
    this.shown = this.shown === id ? null : id;
    this.requestUpdate();
  }

  render() {
    /** @type {Drill[]} */
    const drills = itemsOf(this.book.value);
    const open = this.#running() ?? drills.find((drill) => drill.id === this.shown);
    return html`<h2>${t('upkeep.drills')}</h2><p class="quiet">${t('upkeep.drillsText')}</p>
      ${open ? nothing : problemBox(this.book.problem, () => this.#load())}
      ${this.book.value === undefined ? nothing : this.book.value.possible ? this.#choice() : this.#commands()}
      ${open ? this.#one(open) : nothing}
      ${drills.length ? this.#table(drills) : nothing}`;
  }
}

/** What will fail, and for how long, in plain words. @param {string} drill @param {string} target @param {number} away */
function warning(drill, target, away) {
  const servers = [...store.servers.values()];
  if (drill === 'cut-db') {
    return t('drill.warn.cut-db', { n: away });
  }
  if (drill === 'kill-host-process' && !target) {
    return t('drill.warn.agent');
  }
  if (drill === 'kill-host-process') {
    const { pid } = servers.find((server) => server.category === target && server.pid > 0) ?? { pid: -1 };
    return t('drill.warn.process', { n: servers.filter((server) => server.pid === pid).length, category: word('category', target) });
  }
  const inside = (/** @type {number} */ pid) => servers.filter((server) => server.pid === pid).length;
  const running = servers.filter((server) => server.pid > 0);
  const struck = target ? running.find((server) => server.name === target) : (running.find((server) => inside(server.pid) === 1) ?? running[0]);
  const name = target || t('drill.oneServer');
  const shared = struck ? inside(struck.pid) - 1 : 0;
  return shared > 0 ? t('drill.warn.shared', { name, n: shared }) : t('drill.warn.server', { name });
}

customElements.define('drills-panel', DrillsPanel);
