/** One rollout: phases, gates, time left, and the brakes. */
import { html, nothing } from 'lit';
import { api, itemsOf } from '../api.js';
import { ago, dateTime, duration, number } from '../format.js';
import { t, word } from '../i18n.js';
import { batchList } from '../parts/batch-list.js';
import { explainPanel } from '../parts/explain-panel.js';
import { gateTable } from '../parts/gate-table.js';
import { phaseBar } from '../parts/phase-bar.js';
import { problemBox } from '../parts/problem.js';
import { rolloutActions } from '../parts/rollout-actions.js';
import { rolloutEvents } from '../parts/rollout-events.js';
import { rolloutMark } from '../parts/state.js';
import { termsList } from '../parts/terms-list.js';
import { isOpen, store } from '../store.js';
import { Fetched, View } from '../view.js';

class RolloutPage extends View {
  constructor() {
    super();
    /** Set by the router. @type {any} */
    this.location = null;
    this.rollout = new Fetched(this);
    this.events = new Fetched(this);
    this.why = new Fetched(this);
  }

  get number() {
    return String(this.location?.params?.id ?? '');
  }

  connectedCallback() {
    super.connectedCallback();
    this.listen(store, 'rollout', () => {
      if (String(store.rollout?.id) === this.number) {
        this.#take(store.rollout);
      }
    });
    this.every(5000, () => isOpen(this.rollout.value) && this.#load());
  }

  firstUpdated() {
    this.#load();
  }

  /** What happened is asked for last: of a rollout that has ended, nobody asks again. */
  #load() {
    void this.rollout.load(() => api.rollout(this.number)).then(() => this.#loadEvents());
  }

  #explain() {
    void this.why.load(() => api.explainRollout(this.number));
  }

  #loadEvents() {
    void this.events.load(() => api.rolloutEvents(this.number));
  }

  /** @param {import('../store.js').Rollout} rollout */
  #take(rollout) {
    const before = this.rollout.value;
    const moved = before?.state !== rollout.state || before?.phase !== rollout.phase || before?.unacknowledged !== rollout.unacknowledged;
    this.rollout.value = rollout;
    this.requestUpdate();
    if (moved) {
      this.#loadEvents();
      if (this.why.value) {
        this.#explain();
      }
    }
  }

  /** @param {import('../store.js').Rollout} rollout */
  #facts(rollout) {
    const took = rollout.endedAt ? (Date.parse(rollout.endedAt) - Date.parse(rollout.startedAt)) / 1000 : null;
    const rows = [
      ['rollout.fleet', `${rollout.fleet}, ${t('rollout.revision', { revision: String(rollout.revision) })}`],
      ['rollout.profile', word('profile', rollout.profile)],
      ...(rollout.rollbackRevision ? [['rollout.rollbackTo', t('rollout.revision', { revision: String(rollout.rollbackRevision) })]] : []),
      ['rollout.planned', number(rollout.planned)],
      ['rollout.failed', number(rollout.failed)],
      ['rollout.startedBy', html`${rollout.startedBy}, <time datetime=${rollout.startedAt}>${dateTime(rollout.startedAt)}</time> <span class="quiet">(${ago(rollout.startedAt)})</span>`],
      ...(rollout.endedAt ? [['rollout.endedAt', html`<time datetime=${rollout.endedAt}>${dateTime(rollout.endedAt)}</time> <span class="quiet">(${duration(took ?? 0)})</span>`]] : []),
      ...(isOpen(rollout) && rollout.etaSeconds ? [['rollout.left', duration(rollout.etaSeconds)]] : []),
    ];
    return html`<section class="card"><dl class="facts">
      ${rows.map(([key, value]) => html`<dt>${t(/** @type {string} */ (key))}</dt><dd>${value}</dd>`)}</dl></section>`;
  }

  render() {
    const { value: rollout, problem } = this.rollout;
    const title = t('rollout.number', { id: this.number });
    if (!rollout) {
      return html`<h1>${title}</h1>${problem ? problemBox(problem, () => this.#load()) : html`<p class="quiet">${t('app.loading')}</p>`}`;
    }
    return html`<div class="head"><h1>${title}</h1>${rolloutMark(rollout.state)}
        <a class="button" id="report" href=${`/api/v1/rollouts/${encodeURIComponent(this.number)}/report.md`} download=${`rollout-${this.number}.md`} router-ignore>${t('rollout.report')}</a>
        <a class="button" id="report-json" href=${`/api/v1/rollouts/${encodeURIComponent(this.number)}/report`} download=${`rollout-${this.number}.json`} router-ignore>${t('rollout.reportJson')}</a>
        <button type="button" id="why" @click=${() => this.#explain()}>${t('explain.title')}</button>
        ${rolloutActions(rollout, (now) => this.#take(now))}</div>
      ${problem ? problemBox(problem) : nothing}
      ${rollout.reason || rollout.detail
        ? html`<p class="note" role="status">${rollout.reason ? html`<b>${word('rolloutReason', rollout.reason)}</b> <code>${rollout.reason}</code> ` : nothing}${rollout.detail}</p>`
        : nothing}
      ${rollout.acknowledged ? html`<p class="quiet">${t('rollout.acknowledged', { by: rollout.acknowledged.by || '–', at: dateTime(rollout.acknowledged.at) })}</p>` : nothing}
      ${problemBox(this.why.problem)}
      ${this.why.value ? explainPanel(this.why.value) : nothing}
      <div class="stack">
        <section class="card"><h2>${t('rollout.phases')}</h2>${phaseBar(rollout)}${batchList(rollout)}</section>
        <section class="card"><h2>${t('rollout.gates')}</h2><div class="scroll">${gateTable(rollout)}</div></section>
        <section class="card"><h2>${t('rollout.events')}</h2><div class="scroll">${problemBox(this.events.problem)}${rolloutEvents(rollout, itemsOf(this.events.value))}</div></section>
        ${this.#facts(rollout)}
        ${termsList(rollout)}
      </div>`;
  }
}

customElements.define('rollout-page', RolloutPage);
