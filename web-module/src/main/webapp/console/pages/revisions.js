/** Every fleet file that was ever accepted; two of them side by side; the way back to one. */
import { html, nothing } from 'lit';
import { api, itemsOf } from '../api.js';
import { ago, dateTime } from '../format.js';
import { t } from '../i18n.js';
import { problemBox } from '../parts/problem.js';
import { revisionDiff } from '../parts/revision-diff.js';
import { session } from '../session.js';
import { Fetched, View } from '../view.js';

class RevisionsPage extends View {
  constructor() {
    super();
    this.revisions = new Fetched(this);
    this.difference = new Fetched(this);
    /** Names of all fleets that were rolled out. @type {string[]} */
    this.fleets = [];
    /** The one shown; empty for the one imported last. */
    this.fleet = '';
    /** @type {string} */
    this.from = '';
    /** @type {string} */
    this.to = '';
  }

  connectedCallback() {
    super.connectedCallback();
    void this.#load();
  }

  /** The newest beside the one before it, unless the address names others. */
  async #load() {
    const asked = new URLSearchParams(location.search);
    this.fleet ||= asked.get('fleet') ?? '';
    await this.revisions.load(() => api.revisions(this.fleet));
    const items = itemsOf(this.revisions.value);
    this.fleet ||= items[0]?.fleet ?? '';
    if (!this.fleets.length) {
      this.fleets = [...new Set(itemsOf(await api.rollouts()).map((rollout) => rollout.fleet))].sort();
    }
    this.to = asked.get('to') ?? String(items[0]?.id ?? '');
    this.from = asked.get('from') ?? String(items[1]?.id ?? '');
    this.#compare();
  }

  /** @param {string} fleet */
  #show(fleet) {
    this.fleet = fleet;
    history.replaceState(null, '', `revisions?fleet=${encodeURIComponent(fleet)}`);
    this.difference = new Fetched(this);
    void this.#load();
  }

  #compare() {
    this.requestUpdate();
    if (this.from && this.to) {
      history.replaceState(null, '', `revisions?fleet=${encodeURIComponent(this.fleet)}&from=${this.from}&to=${this.to}`);
      void this.difference.load(() => api.compare(this.from, this.to));
    }
  }

  /** @param {'from' | 'to'} side @param {string} id */
  #pick(side, id) {
    this[side] = id;
    this.#compare();
  }

  /** @param {any} revision @param {'from' | 'to'} side */
  #radio(revision, side) {
    const id = String(revision.id);
    return html`<input type="radio" name=${side} value=${id} .checked=${this[side] === id}
      aria-label=${t(`revision.${side}Label`, { id })} @change=${() => this.#pick(side, id)} />`;
  }

  /** @param {any} revision @param {boolean} newest */
  #row(revision, newest) {
    return html`<tr>
      <td>${this.#radio(revision, 'from')}</td><td>${this.#radio(revision, 'to')}</td>
      <td class="num">${revision.id}</td>
      <td class="reason">${revision.reason || html`<span class="quiet">–</span>`}</td>
      <td>${revision.author}</td>
      <td><time datetime=${revision.createdAt} title=${dateTime(revision.createdAt)}>${ago(revision.createdAt)}</time></td>
      <td class="wide-cell"><code title=${revision.hash}>${revision.hash.slice(0, 12)}</code></td>
      <td>${newest
        ? html`<span class="quiet">${t('revision.newest')}</span>`
        : session.can('operator')
          ? html`<a href="rollouts/new?revision=${revision.id}">${t('revision.back')}</a>`
          : nothing}</td>
    </tr>`;
  }

  render() {
    const items = itemsOf(this.revisions.value);
    return html`<div class="head"><h1>${t('nav.revisions')}</h1>
        <span class="quiet">${items.length ? t('revision.count', { n: items.length, fleet: items[0].fleet }) : nothing}</span>
        ${this.fleets.length > 1
          ? html`<label class="row">${t('rollout.fleet')} <select id="revision-fleet" @change=${(event) => this.#show(event.target.value)}>
              ${this.fleets.map((fleet) => html`<option ?selected=${fleet === this.fleet}>${fleet}</option>`)}</select></label>`
          : nothing}</div>
      ${problemBox(this.revisions.problem, () => this.#load())}
      <div class="stack">
        ${items.length
          ? html`<section class="card flush"><div class="scroll"><table id="revisions">
              <thead><tr><th>${t('revision.older')}</th><th>${t('revision.newer')}</th><th class="num">${t('revision.id')}</th><th>${t('revision.reason')}</th><th>${t('revision.by')}</th><th>${t('revision.at')}</th><th class="wide-cell">${t('revision.hash')}</th><td></td></tr></thead>
              <tbody>${items.map((revision, index) => this.#row(revision, index === 0))}</tbody></table></div></section>`
          : html`<p class="quiet">${this.revisions.busy ? t('app.loading') : t('revision.none')}</p>`}
        ${items.length > 1
          ? html`<section class="card" aria-live="polite"><h2>${t('revision.compare', { from: this.from, to: this.to })}</h2>
              ${problemBox(this.difference.problem)}
              ${this.difference.value && !this.difference.problem ? revisionDiff(this.difference.value) : nothing}</section>`
          : nothing}
      </div>`;
  }
}

customElements.define('revisions-page', RevisionsPage);
