/** Servers that somebody has already, from another tool's file: give it, see what becomes of each, plan them in. */
import '../parts/registry-search.js';
import '../parts/fleet-file.js';
import '../parts/trial.js';
import { html, nothing } from 'lit';
import { api, itemsOf } from '../api.js';
import { t } from '../i18n.js';
import { dropZone } from '../parts/drop.js';
import { importList, steps } from '../parts/import-list.js';
import { EXAMPLE, entriesIn, gathered, namesAFleet } from '../parts/import-text.js';
import { missingSecrets } from '../parts/missing-secrets.js';
import { problemBox } from '../parts/problem.js';
import { go } from '../routes.js';
import { Fetched, problemFrom, View } from '../view.js';

const FORMATS = ['mcpServers', 'vscode', 'registry', 'contextforge', 'docker', 'toolhive', 'mcphub'];

class AddServersPage extends View {
  #text = '';
  #fileName = '';
  #how = { format: '', fleet: '', clash: 'skip' };
  /** Names of those that stay out. @type {Set<string>} */
  #left = new Set();
  /** Categories that were chosen, by name. @type {Map<string, string>} */
  #categories = new Map();
  /** Values for what is missing, by the secret's name; they leave this page only into the store. @type {Map<string, string>} */
  #values = new Map();
  /** @type {any} */
  #look = null;
  /** True where something else is missing by now than was filled in. */
  #changed = false;
  /** @type {import('../api.js').Problem | null} */
  #problem = null;
  /** What is under way. @type {'' | 'look' | 'plan'} */
  #busy = '';

  constructor() {
    super();
    this.rollouts = new Fetched(this);
  }

  connectedCallback() {
    super.connectedCallback();
    void this.rollouts.load(() => api.rollouts());
  }

  /** @param {'look' | 'plan'} what @param {() => Promise<void>} act */
  async #do(what, act) {
    if (this.#busy) {
      return;
    }
    this.#busy = what;
    this.#problem = null;
    this.requestUpdate();
    try {
      await act();
    } catch (failure) {
      this.#problem = problemFrom(failure);
    }
    this.#busy = '';
    this.requestUpdate();
  }

  /** A dropped file is looked at at once: that stores nothing. @param {File | undefined} file */
  async #take(file) {
    if (file) {
      this.#type(await file.text());
      this.#fileName = file.name;
      this.#show();
    }
  }

  /** Another file: nothing that was decided holds any more. @param {string} text */
  #type(text) {
    this.#text = text;
    this.#fileName = '';
    this.#look = null;
    this.#left.clear();
    this.#categories.clear();
    this.#values.clear();
    this.requestUpdate();
  }

  /** Entries of a registry become the text, beside those that stand there already. @param {any[]} entries */
  #gather(entries) {
    this.#type(gathered(this.#text, entries));
    this.#how = { ...this.#how, format: '' };
    this.#show();
  }

  #wish() {
    return {
      ...this.#how,
      leave: [...this.#left].join(','),
      category: [...this.#categories].map(([name, category]) => `${name}=${category}`).join(','),
    };
  }

  #show() {
    const first = !this.#look;
    void this.#do('look', async () => {
      this.#changed = false;
      // Whatever is decided while an answer is on its way is asked for once more.
      for (let asked = ''; asked !== JSON.stringify(this.#wish()); ) {
        asked = JSON.stringify(this.#wish());
        this.#look = await api.lookAtImport(this.#text, this.#wish());
      }
      if (first) {
        await this.updateComplete;
        this.querySelector('#look-of')?.scrollIntoView({ block: 'start', behavior: 'smooth' });
      }
    });
  }

  /** @param {string} name @param {boolean} out */
  #leave(name, out) {
    if (out) {
      this.#left.add(name);
    } else {
      this.#left.delete(name);
    }
    this.#show();
  }

  /** @param {string} name @param {string} category */
  #put(name, category) {
    this.#categories.set(name, category);
    this.#show();
  }

  /** Missing secrets of those that come in: name and what it is for. @returns {[string, string, string][]} */
  #missing() {
    return (this.#look?.servers ?? []).flatMap((/** @type {any} */ server) =>
      Object.entries(server.missing ?? {}).map(([name, field]) => [name, field, server.name]));
  }

  /**
   * The plan comes first: a name that is set before it would be taken for somebody else's secret. What is filled in is
   * kept after it, if the plan wants it under that name.
   */
  #plan() {
    void this.#do('plan', async () => {
      const made = await api.planImport(this.#text, this.#wish());
      this.#look = made.look;
      const wanted = new Set(this.#missing().map(([name]) => name));
      const filled = [...this.#values].filter(([, value]) => value);
      this.#changed = filled.some(([name]) => !wanted.has(name));
      if (this.#changed) {
        return;
      }
      for (const [name, value] of filled) {
        await api.setSecret(name, value);
      }
      this.#values.clear();
      go(`rollouts/new?plan=${encodeURIComponent(made.plan.planId)}`);
    });
  }

  /** What a trial of one of them is asked with; values it is given count for that trial only. @param {any} server */
  #trialOf(server) {
    const names = Object.keys(server.missing ?? {});
    return { ...this.#how, file: this.#text, server: server.name, secrets: Object.fromEntries(names.map((name) => [name, this.#values.get(name) ?? ''])) };
  }

  /** A file of ours is planned as it is. */
  #planFleet() {
    const json = this.#text.trimStart().startsWith('{');
    void this.#do('plan', async () => {
      const plan = await api.plan(this.#text, json ? 'application/json' : 'application/yaml');
      go(`rollouts/new?plan=${encodeURIComponent(plan.planId)}`);
    });
  }

  /** @param {'format' | 'fleet' | 'clash'} key @param {string} value */
  #choose(key, value) {
    this.#how = { ...this.#how, [key]: value };
    if (this.#look) {
      this.#show();
    }
  }

  #file() {
    const fleets = [...new Set(itemsOf(this.rollouts.value).map((rollout) => rollout.fleet))].sort();
    return html`<section class="card">
      <h2>${t('add.file')}</h2>
      <p class="quiet">${t('add.fileText')}</p>
      ${dropZone((file) => this.#take(file), html`
        <label class="row">${t('plan.upload')} <input type="file" accept=".json,.jsonc,.yaml,.yml,application/json" @change=${(event) => this.#take(event.target.files[0])} />
          ${this.#fileName ? html`<span class="quiet">${this.#fileName}</span>` : nothing}</label>
        <label for="foreign-file" class="quiet">${t('plan.paste')}</label>
        <textarea id="foreign-file" spellcheck="false" .value=${this.#text} placeholder=${EXAMPLE} @input=${(event) => this.#type(event.target.value)}></textarea>
        <div class="row end">
          <label class="field">${t('add.format')}<select name="format" .value=${this.#how.format} @change=${(event) => this.#choose('format', event.target.value)}>
            <option value="">${t('add.formatAuto')}</option>${FORMATS.map((format) => html`<option value=${format}>${t(`format.${format}`)}</option>`)}</select></label>
          <label class="field">${t('add.fleet')}<input name="fleet" list="fleets" maxlength="64" pattern="[a-z0-9][a-z0-9\\-]{0,63}" placeholder=${t('add.fleetNewest')} autocomplete="off" @change=${(event) => event.target.validity.valid && this.#choose('fleet', event.target.value.trim())} />
            <datalist id="fleets">${fleets.map((fleet) => html`<option value=${fleet}></option>`)}</datalist></label>
          <label class="field">${t('add.clash')}<select name="clash" @change=${(event) => this.#choose('clash', event.target.value)}>
            ${['skip', 'rename', 'replace'].map((clash) => html`<option value=${clash}>${t(`clash.${clash}`)}</option>`)}</select></label>
          <button type="button" class="primary" id="look" ?disabled=${this.#busy !== '' || !this.#text.trim()} @click=${() => this.#show()}>${t('add.look')}</button>
        </div>
        <p class="quiet">${t('add.lookHint')}</p>`)}
    </section>`;
  }

  #servers() {
    const servers = this.#look.servers;
    const come = servers.filter((/** @type {any} */ server) => server.outcome === 'ADD' || server.outcome === 'REPLACE').length;
    return html`<section class="card" id="look-of" aria-live="polite" aria-busy=${this.#busy === 'look' ? 'true' : 'false'}>
      <div class="row"><h2>${t('add.servers')}</h2>
        <span class="quiet">${t('add.readAs', { format: t(`format.${this.#look.format}`), fleet: this.#look.fleet })}</span></div>
      <p id="look-counts">${t('add.count', { n: come, all: servers.length })}</p>
      ${importList(servers, {
        leave: (name, out) => this.#leave(name, out),
        put: (name, category) => this.#put(name, category),
        more: (server) => html`<server-trial ?remote=${!server.starts} .wish=${() => this.#trialOf(server)}></server-trial>`,
      })}
    </section>`;
  }

  #next() {
    const some = this.#look.fleetFile !== null && this.#look.fleetFile !== undefined;
    return html`<section class="card">
      <h2>${t('add.next')}</h2>
      ${this.#changed ? html`<p class="note" role="alert">${t('add.changed')}</p>` : nothing}
      ${this.#problem ? problemBox(this.#problem, () => this.#plan()) : nothing}
      <div class="row"><button type="button" class="primary" id="plan-import" ?disabled=${this.#busy !== '' || !some} @click=${() => this.#plan()}>${t(this.#busy === 'plan' ? 'add.planning' : 'add.plan')}</button>
        <span class="quiet">${t(some ? 'add.planHint' : 'add.noneComes')}</span></div>
    </section>`;
  }

  render() {
    const missing = this.#missing();
    const fleetFile = this.#problem?.code === 'IMPORT_UNKNOWN' && namesAFleet(this.#text);
    return html`<div class="head"><h1>${t('add.title')}</h1></div>
      ${steps(this.#look ? 1 : 0)}
      <div class="stack">
        <section class="card"><registry-search .replaces=${this.#text.trim() !== '' && !entriesIn(this.#text)} .busy=${this.#busy !== ''}
          @take=${(event) => this.#gather(event.detail)}></registry-search></section>
        ${this.#file()}
        ${this.#look ? nothing : problemBox(this.#problem)}
        ${fleetFile
          ? html`<fleet-file .text=${this.#text} .busy=${this.#busy !== ''} @plan=${() => this.#planFleet()}></fleet-file>`
          : nothing}
        ${this.#look ? [this.#servers(), missing.length ? missingSecrets(missing, this.#values) : nothing, this.#next()] : nothing}
      </div>`;
  }
}

customElements.define('add-servers-page', AddServersPage);
