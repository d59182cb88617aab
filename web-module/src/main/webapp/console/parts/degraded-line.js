/** Fleets that a rollout left between two revisions, in a line each; nothing while all are whole. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { number } from '../format.js';
import { t, word } from '../i18n.js';
import { store } from '../store.js';
import { Fetched, View } from '../view.js';

class DegradedLine extends View {
  constructor() {
    super();
    this.fleet = new Fetched(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
    this.listen(store, 'rollout', () => this.#load());
    this.every(15000, () => this.#load());
  }

  #load() {
    void this.fleet.load(() => api.fleet());
  }

  /** @param {import('../store.js').Mixture} mixture */
  #line(mixture) {
    const parts = [t('degraded.there', { count: number(mixture.there), revision: String(mixture.revision) })];
    if (mixture.behind) {
      parts.push(t('degraded.behind', { count: number(mixture.behind), revision: String(mixture.before ?? '–') }));
    }
    if (mixture.others) {
      parts.push(t('degraded.others', { count: number(mixture.others) }));
    }
    if (mixture.same) {
      parts.push(t('degraded.same', { count: number(mixture.same) }));
    }
    if (mixture.missing) {
      parts.push(t('degraded.missing', { count: number(mixture.missing) }));
    }
    return html`<p class="card note" role="status"><b>${t('degraded.title', { fleet: mixture.fleet })}</b>
      <span>${parts.join(', ')}.</span>
      <span><a href="rollouts/${mixture.rollout}">${t('rollout.number', { id: String(mixture.rollout) })}</a>: ${word('rolloutState', mixture.state)}</span></p>`;
  }

  render() {
    const mixtures = /** @type {import('../store.js').Mixture[]} */ (this.fleet.value?.degraded ?? []);
    return mixtures.length ? mixtures.map((mixture) => this.#line(mixture)) : nothing;
  }
}

customElements.define('degraded-line', DegradedLine);
