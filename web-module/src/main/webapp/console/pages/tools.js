/** The tools of all servers: asked for in plain words, or all by name. What they say of themselves is their servers' word. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { number } from '../format.js';
import { t, word } from '../i18n.js';
import { problemBox } from '../parts/problem.js';
import { CATEGORIES } from '../parts/tile-field.js';
import { store } from '../store.js';
import { Fetched, problemFrom, View } from '../view.js';

const SIZE = 20;

class ToolsPage extends View {
  /** What is wished: q, category, server. */
  #wish = Object.fromEntries(new URLSearchParams(location.search));
  #page = 0;
  #found = new Fetched(this);
  /** All of a tool, by its name; asked for when it is opened. @type {Map<string, {tool?: any, problem?: any}>} */
  #whole = new Map();

  firstUpdated() {
    this.#ask(0);
  }

  /** @param {number} page */
  #ask(page) {
    this.#page = page;
    const { q, category, server } = this.#wish;
    void this.#found.load(() => api.findTools({ q, category, server, page: page || '', size: SIZE }));
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    this.#wish = Object.fromEntries([...form].map(([key, value]) => [key, String(value).trim()]));
    const set = Object.entries(this.#wish).filter(([, value]) => value);
    history.replaceState(history.state, '', `tools${set.length ? `?${new URLSearchParams(set)}` : ''}`);
    this.#ask(0);
  }

  /** @param {Event} event @param {string} name */
  async #open(event, name) {
    if (!(/** @type {HTMLDetailsElement} */ (event.target).open) || this.#whole.get(name)?.tool) {
      return;
    }
    try {
      this.#whole.set(name, { tool: await api.tool(name) });
    } catch (failure) {
      this.#whole.set(name, { problem: problemFrom(failure) });
    }
    this.requestUpdate();
  }

  /** @param {number} page */
  #turn(page) {
    this.#ask(page);
    this.querySelector('#found')?.scrollIntoView({ block: 'start' });
  }

  /** @param {any} tool */
  #body(tool) {
    const { tool: all, problem } = this.#whole.get(tool.name) ?? {};
    if (problem) {
      return problemBox(problem);
    }
    if (!all) {
      return html`<p class="quiet">${t('app.loading')}</p>`;
    }
    const fields = Object.entries(all.inputSchema?.properties ?? {});
    const needed = all.inputSchema?.required ?? [];
    return html`${all.description && all.description !== tool.description ? html`<p class="said">${all.description}</p>` : nothing}
      ${fields.length
        ? html`<dl class="facts">${fields.map(([name, field]) => html`<dt><code>${name}</code>${needed.includes(name) ? html` <span class="quiet">${t('tools.needed')}</span>` : nothing}</dt>
            <dd>${typeOf(field)}${field?.description ? html` · ${field.description}` : nothing}</dd>`)}</dl>`
        : html`<p class="quiet">${t('tool.noArguments')}</p>`}
      <details class="fold"><summary class="quiet">${t('tool.schema')}</summary><pre tabindex="0" role="region" aria-label=${t('tools.schemaOf', { name: tool.name })}>${JSON.stringify(all.inputSchema ?? {}, null, 2)}</pre></details>`;
  }

  /** @param {any} tool */
  #one(tool) {
    const ours = tool.category === '';
    return html`<li data-found=${tool.name}>
      <div class="row"><b>${tool.title ?? tool.tool}</b>
        ${ours ? html`<span class="quiet">${tool.server}</span>` : html`<a href="servers/${encodeURIComponent(tool.server)}">${tool.server}</a>`}
        ${ours ? nothing : html`<span class="quiet">${word('category', tool.category)}</span>`}</div>
      <code>${tool.name}</code>
      ${tool.description ? html`<p class="said">${tool.description}</p>` : nothing}
      ${tool.sameAs?.length ? html`<p class="quiet">${t('tools.same')} ${tool.sameAs.map((name, at) => html`${at ? ', ' : ''}<code>${name}</code>`)}</p>` : nothing}
      <details class="fold" @toggle=${(event) => this.#open(event, tool.name)}><summary>${t('tools.arguments')}</summary>${this.#body(tool)}</details>
    </li>`;
  }

  #results() {
    const found = this.#found.value;
    if (this.#found.problem || !found) {
      return this.#found.problem ? problemBox(this.#found.problem, () => this.#ask(this.#page)) : html`<p class="quiet">${t('app.loading')}</p>`;
    }
    const pages = Math.ceil(found.total / SIZE);
    return html`<ul class="arrivals" id="found" aria-label=${t('nav.tools')}>${found.items.map((tool) => this.#one(tool))}</ul>
      ${pages > 1
        ? html`<div class="row" role="group" aria-label=${t('tools.pages')}>
            <button type="button" id="tools-before" ?disabled=${found.page === 0} @click=${() => this.#turn(found.page - 1)}>${t('tools.before')}</button>
            <span class="quiet">${t('tools.page', { page: number(found.page + 1), pages: number(pages) })}</span>
            <button type="button" id="tools-after" ?disabled=${found.page + 1 >= pages} @click=${() => this.#turn(found.page + 1)}>${t('tools.after')}</button>
          </div>`
        : nothing}`;
  }

  #told() {
    const found = this.#found.value;
    if (!found || this.#found.problem) {
      return nothing;
    }
    if (!found.total) {
      return t(this.#wish.q ? 'tools.nothing' : 'tools.none');
    }
    return t(this.#wish.q ? 'tools.found' : 'tools.all', { n: found.total });
  }

  render() {
    const { q = '', category = '', server = '' } = this.#wish;
    const names = [...new Set([...store.servers.values()].map((each) => each.name))].sort();
    return html`<div class="head"><h1>${t('nav.tools')}</h1><p class="quiet" role="status" id="tools-count">${this.#told()}</p></div>
      <p class="quiet intro">${t('tools.text')}</p>
      <form class="row end filters" role="search" @submit=${this.#submit}>
        <label class="field wish">${t('tools.question')}<input name="q" type="search" maxlength="1000" autocomplete="off" placeholder=${t('tools.example')} .value=${q} /></label>
        <label class="field">${t('servers.category')}<select name="category">
          <option value="">${t('servers.anyCategory')}</option>
          ${CATEGORIES.map((each) => html`<option value=${each} ?selected=${category === each}>${word('category', each)}</option>`)}
        </select></label>
        <label class="field">${t('tools.server')}<input name="server" maxlength="64" autocomplete="off" list="tools-servers" .value=${server} /></label>
        <datalist id="tools-servers">${names.map((name) => html`<option value=${name}></option>`)}</datalist>
        <button class="primary" ?disabled=${this.#found.busy}>${t(this.#found.busy ? 'tools.busy' : 'tools.find')}</button>
      </form>
      ${this.#results()}`;
  }
}

/** @param {any} field of a schema */
const typeOf = (field) => (field?.enum ? field.enum.join(' | ') : [field?.type ?? t('tools.anything')].flat().join(' | '));

customElements.define('tools-page', ToolsPage);
