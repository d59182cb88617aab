/** The whole fleet in one look. */
import '../parts/announcer.js';
import '../parts/degraded-line.js';
import '../parts/drift-line.js';
import '../parts/notice-list.js';
import '../parts/rollout-strip.js';
import '../parts/tile-card.js';
import { html, nothing } from 'lit';
import { number } from '../format.js';
import { t } from '../i18n.js';
import { legend } from '../parts/legend.js';
import { TileField } from '../parts/tile-field.js';
import { session } from '../session.js';
import { store } from '../store.js';
import { View } from '../view.js';

class FleetPage extends View {
  /** @type {Set<string>} */
  #pressed = new Set();
  /** @type {TileField | null} */
  #field = null;

  connectedCallback() {
    super.connectedCallback();
    this.listen(store, 'fleet', () => {
      this.#field?.tell();
      this.requestUpdate();
    });
    this.listen(store, 'reset', () => this.#field?.reset());
    this.listen(store, 'moves', (event) => this.#field?.update(event.detail));
  }

  firstUpdated() {
    const blocks = /** @type {HTMLElement} */ (this.querySelector('.blocks'));
    this.#field = new TileField(blocks);
    this.#field.reset();
    /** @type {any} */ (this.querySelector('tile-card')).watch(blocks);
  }

  /** The language may have changed: names and labels of the tiles too. */
  updated() {
    if (this.spoken !== document.documentElement.lang) {
      this.spoken = document.documentElement.lang;
      this.#field?.reset();
    }
  }

  /** @param {string} state */
  #toggle(state) {
    if (!this.#pressed.delete(state)) {
      this.#pressed.add(state);
    }
    this.requestUpdate();
  }

  #sum() {
    const { fleet } = store;
    if (!fleet) {
      return html`<p class="sum">${t('app.loading')}</p>`;
    }
    // Who sleeps is as wished: a call starts it.
    const healthy = (fleet.states.HEALTHY ?? 0) + (fleet.states.SLEEPING ?? 0);
    return html`<p class="sum"><b class="big">${number(healthy)}</b> ${t('fleet.ofHealthy', { desired: number(fleet.desired) })}
      ${fleet.fleet ? html`<span class="quiet">${t('fleet.revision', { fleet: fleet.fleet, revision: String(fleet.revision) })}</span>` : nothing}</p>`;
  }

  #empty() {
    if (!store.filled || store.servers.size > 0) {
      return nothing;
    }
    return html`<div class="card note">
      <p>${t('fleet.empty')}</p>
      ${session.can('operator') ? html`<a class="button primary" href="rollouts/new">${t('rollout.new')}</a>` : nothing}
    </div>`;
  }

  render() {
    return html`<div class="head"><h1>${t('nav.fleet')}</h1>${this.#sum()}</div>
      <rollout-strip></rollout-strip>
      <degraded-line></degraded-line>
      <drift-line></drift-line>
      ${this.#empty()}
      ${legend(store.fleet?.states ?? {}, this.#pressed, (state) => this.#toggle(state))}
      <div class="blocks" data-filter=${this.#pressed.size ? [...this.#pressed].join(' ') : nothing}></div>
      <notice-list></notice-list>
      <fleet-announcer></fleet-announcer>
      <tile-card hidden></tile-card>`;
  }
}

customElements.define('fleet-page', FleetPage);
