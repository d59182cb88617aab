/** A server's tools as the server tells them, each with a form to try it. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { t } from '../i18n.js';
import { session } from '../session.js';
import { Fetched, problemFrom, View } from '../view.js';
import { problemBox } from './problem.js';
import { resultOf } from './result.js';

class ToolList extends View {
  static properties = { name: {} };

  constructor() {
    super();
    this.name = '';
    this.tools = new Fetched(this);
    /** What came of trying a tool, by its name. @type {Map<string, {busy: boolean, result?: any, problem?: any, millis?: number}>} */
    this.tries = new Map();
  }

  firstUpdated() {
    this.#load();
  }

  #load() {
    void this.tools.load(async () => {
      const answer = await api.tools(this.name);
      return Array.isArray(answer) ? answer : (answer?.tools ?? answer?.items ?? []);
    });
  }

  /** @param {string} tool @param {Record<string, unknown>} args */
  async #call(tool, args) {
    this.tries.set(tool, { busy: true });
    this.requestUpdate();
    const began = performance.now();
    try {
      const result = await api.call(this.name, tool, args);
      this.tries.set(tool, { busy: false, result, millis: performance.now() - began });
    } catch (failure) {
      this.tries.set(tool, { busy: false, problem: problemFrom(failure) });
    }
    this.requestUpdate();
  }

  /** @param {any} tool */
  #try(tool) {
    const attempt = this.tries.get(tool.name);
    return html`<div class="tool-body">
      <schema-form .schema=${tool.inputSchema ?? {}} ?busy=${attempt?.busy} @fill=${(event) => this.#call(tool.name, event.detail)}></schema-form>
      ${attempt?.problem ? problemBox(attempt.problem) : nothing}
      ${attempt?.result ? resultOf(attempt.result, attempt.millis ?? 0) : nothing}
      <details class="fold"><summary class="quiet">${t('tool.schema')}</summary><pre>${JSON.stringify(tool.inputSchema ?? {}, null, 2)}</pre></details>
    </div>`;
  }

  /** @param {Event} event */
  #opened(event) {
    if (/** @type {HTMLDetailsElement} */ (event.target).open) {
      void import('./schema-form.js');
    }
  }

  render() {
    if (this.tools.problem) {
      return this.tools.problem.absent ? html`<p class="quiet">${t('tool.none')}</p>` : problemBox(this.tools.problem, () => this.#load());
    }
    if (!this.tools.value) {
      return html`<p class="quiet">${t('app.loading')}</p>`;
    }
    if (!this.tools.value.length) {
      return html`<p class="quiet">${t('tool.none')}</p>`;
    }
    return html`<ul class="tools">
      ${this.tools.value.map(
        (tool) => html`<li><details data-tool=${tool.name} @toggle=${this.#opened}>
          <summary><code>${tool.name}</code> <span class="quiet">${tool.description ?? tool.title ?? ''}</span></summary>
          ${session.can('operator') ? this.#try(tool) : html`<div class="tool-body"><pre>${JSON.stringify(tool.inputSchema ?? {}, null, 2)}</pre></div>`}
        </details></li>`,
      )}
    </ul>`;
  }
}

customElements.define('tool-list', ToolList);
