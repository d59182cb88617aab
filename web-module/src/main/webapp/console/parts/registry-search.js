/** Servers that the registry of this installation knows: words are typed, entries picked, and handed to the page. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { t } from '../i18n.js';
import { problemFrom, View } from '../view.js';
import { problemBox } from './problem.js';

class RegistrySearch extends View {
  static properties = { replaces: { type: Boolean }, busy: { type: Boolean } };

  #words = '';
  /** What was asked for last; its further pages are asked for with the same. */
  #asked = '';
  /** @type {any[] | null} */
  #found = null;
  #registry = '';
  #next = '';
  /** Entries by name and version; they stay picked while other words are searched. @type {Map<string, any>} */
  #picked = new Map();
  /** @type {import('../api.js').Problem | null} */
  #problem = null;
  #asking = false;

  constructor() {
    super();
    /** True if what stands in the page's text gives way to what is picked. */
    this.replaces = false;
    this.busy = false;
  }

  /** @param {boolean} more the page after those that are shown */
  async #ask(more) {
    if (this.#asking) {
      return;
    }
    this.#asking = true;
    this.#problem = null;
    this.requestUpdate();
    try {
      const words = more ? this.#asked : this.#words.trim();
      const page = await api.searchRegistry(words, more ? this.#next : '');
      this.#asked = words;
      this.#registry = page.registry;
      this.#found = more ? [...(this.#found ?? []), ...page.servers] : page.servers;
      this.#next = page.next;
    } catch (failure) {
      this.#problem = problemFrom(failure);
    }
    this.#asking = false;
    this.requestUpdate();
  }

  /** @param {any} server @param {boolean} wanted */
  #pick(server, wanted) {
    if (wanted) {
      this.#picked.set(keyOf(server), server.entry);
    } else {
      this.#picked.delete(keyOf(server));
    }
    this.requestUpdate();
  }

  #take() {
    this.dispatchEvent(new CustomEvent('take', { detail: [...this.#picked.values()] }));
  }

  /** @param {any} server */
  #one(server) {
    const known = server.way !== 'NONE';
    return html`<li data-entry=${server.name} data-way=${server.way}>
      <div class="row">
        <label class="row"><input type="checkbox" .checked=${this.#picked.has(keyOf(server))} ?disabled=${server.obstacle !== ''}
          aria-label=${t('registry.pick', { name: server.name })} @change=${(event) => this.#pick(server, event.target.checked)} /><b>${server.title || server.name}</b></label>
        <span class="quiet">${server.version}</span>
        ${known ? html`<span class="kind" data-k=${server.obstacle ? 'remove' : 'unchanged'}>${t(`registry.way.${server.way}`)}</span>` : nothing}
      </div>
      ${server.title ? html`<span class="quiet">${server.name}</span>` : nothing}
      <p>${server.description}</p>
      ${server.runs ? html`<code>${server.runs}</code>` : nothing}
      ${server.obstacle ? html`<p class="quiet">${t('registry.cannot', { why: server.obstacle })}</p>` : nothing}
    </li>`;
  }

  #results() {
    const found = this.#found;
    if (!found) {
      return nothing;
    }
    return html`<p class="quiet" role="status" id="registry-count">${t(found.length ? 'registry.found' : 'registry.none', { n: found.length, registry: this.#registry })}</p>
      ${found.length ? html`<ul class="arrivals found" id="registry-found" tabindex="0" aria-label=${t('registry.title')}>${found.map((server) => this.#one(server))}</ul>` : nothing}
      <div class="row">
        ${this.#next ? html`<button type="button" id="registry-more" ?disabled=${this.#asking} @click=${() => this.#ask(true)}>${t('registry.more')}</button>` : nothing}
        <button type="button" class="primary" id="registry-take" ?disabled=${this.busy || !this.#picked.size} @click=${() => this.#take()}>${this.#picked.size ? t('registry.take', { n: this.#picked.size }) : t('registry.takeNone')}</button>
        ${this.replaces && this.#picked.size ? html`<span class="quiet">${t('registry.replaces')}</span>` : nothing}
      </div>`;
  }

  render() {
    const unset = this.#problem?.code === 'REGISTRY_UNSET';
    return html`<details class="fold" id="registry" @toggle=${(event) => event.target.open && !this.#found && this.#ask(false)}>
      <summary>${t('registry.title')}</summary>
      <p class="quiet">${t('registry.text')}</p>
      ${unset
        ? html`<p class="note" id="registry-unset">${t('registry.unset')} <code>coordinator.intake.registry</code></p>`
        : html`<form class="row end" role="search" @submit=${(event) => {
            event.preventDefault();
            void this.#ask(false);
          }}>
            <label class="field">${t('registry.words')}<input type="search" name="words" maxlength="200" autocomplete="off" .value=${this.#words} @input=${(event) => {
              this.#words = event.target.value;
            }} /></label>
            <button ?disabled=${this.#asking}>${t(this.#asking ? 'registry.busy' : 'registry.search')}</button>
          </form>
          ${problemBox(this.#problem)}
          ${this.#results()}`}
    </details>`;
  }
}

/** @param {any} server */
const keyOf = (server) => `${server.name} ${server.version}`;

customElements.define('registry-search', RegistrySearch);
