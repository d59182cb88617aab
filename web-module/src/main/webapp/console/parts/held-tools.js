/** Tools of a server that are held, with what they said and what they say now. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { ago } from '../format.js';
import { t } from '../i18n.js';
import { session } from '../session.js';
import { Fetched, problemFrom, View } from '../view.js';
import { problemBox } from './problem.js';

class HeldTools extends View {
  static properties = { name: {} };

  constructor() {
    super();
    this.name = '';
    this.held = new Fetched(this);
    /** @type {any} */
    this.problem = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.every(10000, () => this.#load());
  }

  firstUpdated() {
    this.#load();
  }

  #load() {
    void this.held.load(() => api.heldTools(this.name));
  }

  /** @param {string} tool @param {boolean} always */
  async #approve(tool, always) {
    try {
      this.problem = null;
      await api.approveTool(this.name, tool, always);
      this.#load();
    } catch (failure) {
      this.problem = problemFrom(failure);
      this.requestUpdate();
    }
  }

  /** @param {any} tool */
  #one(tool) {
    return html`<li data-held=${tool.tool}><h3><code>${tool.tool}</code></h3>
      <p class="quiet">${t('held.changed', { members: tool.changed.join(', '), since: ago(tool.since) })}</p>
      ${tool.changed.map(
        (/** @type {string} */ member) => html`<p class="quiet">${t('held.before', { member })}</p>
          <pre tabindex="0">${shown(tool.before[0]?.[member])}</pre>
          <p class="quiet">${t('held.now', { member })}</p>
          <pre tabindex="0">${shown(tool.now[0]?.[member])}</pre>`,
      )}
      ${session.can('admin')
        ? html`<div class="row"><button type="button" @click=${() => this.#approve(tool.tool, false)}>${t('held.approve')}</button>
            <button type="button" @click=${() => this.#approve(tool.tool, true)}>${t('held.always')}</button></div>`
        : html`<p class="quiet">${t('held.admin')}</p>`}</li>`;
  }

  render() {
    const items = this.held.value?.items ?? [];
    return items.length
      ? html`<section class="card note" id="held" aria-label=${t('held.title')}><h2>${t('held.title')}</h2>
          <p>${t('held.why')}</p>${problemBox(this.problem)}<ul class="tools">${items.map((/** @type {any} */ tool) => this.#one(tool))}</ul></section>`
      : nothing;
  }
}

/** @param {unknown} part */
const shown = (part) => (part === undefined ? '–' : typeof part === 'string' ? part : JSON.stringify(part, null, 2));

customElements.define('held-tools', HeldTools);
