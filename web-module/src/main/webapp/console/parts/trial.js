/** A server is tried before it joins: what it offers, what it takes, what it wrote; and each of its tools can be called. */
import { html, nothing } from 'lit';
import { api, Problem } from '../api.js';
import { memory, number } from '../format.js';
import { t } from '../i18n.js';
import { problemFrom, View } from '../view.js';
import { problemBox } from './problem.js';
import { resultOf } from './result.js';

/** Seconds for which a package is waited for. */
const LONGEST_FETCH = 190;

class ServerTrial extends View {
  static properties = { wish: { attribute: false }, remote: { type: Boolean } };

  /** @type {any} */
  #trial = null;
  /** @type {import('../api.js').Problem | null} */
  #problem = null;
  #busy = false;
  /** Seconds for which its package has been on its way; 0 while none is. */
  #fetching = 0;
  /** What came of calling a tool, by its name. @type {Map<string, any>} */
  #calls = new Map();

  constructor() {
    super();
    /** Makes what is sent: the file, the server's name, values of secrets. @type {() => Record<string, unknown>} */
    this.wish = () => ({});
    /** True if nothing is started for it. */
    this.remote = false;
  }

  /** @param {{tool: string, arguments: Record<string, unknown>}} [call] */
  async #run(call) {
    this.#busy = true;
    this.#problem = null;
    this.requestUpdate();
    try {
      const trial = await this.#patiently(() => api.tryServer({ ...this.wish(), ...(call ? { call } : {}) }));
      if (call) {
        this.#calls.set(call.tool, trial.result ?? { isError: true, content: [{ type: 'text', text: [trial.sentence, ...trial.lines.slice(-3)].join('\n') }] });
      } else {
        this.#calls.clear();
      }
      if (!call || trial.state === 'ANSWERED') {
        this.#trial = trial;
      }
    } catch (failure) {
      this.#problem = problemFrom(failure);
    }
    this.#busy = false;
    this.#fetching = 0;
    this.requestUpdate();
  }

  /**
   * The host goes on installing a package when an answer says that it is on its way, so it is asked again until it is
   * there: installing has three minutes.
   *
   * @param {() => Promise<any>} ask
   */
  async #patiently(ask) {
    const began = Date.now();
    for (;;) {
      try {
        return await ask();
      } catch (failure) {
        const waited = Math.round((Date.now() - began) / 1000);
        if (!(failure instanceof Problem) || failure.code !== 'PACKAGES_ON_THE_WAY' || waited > LONGEST_FETCH || !this.isConnected) {
          throw failure;
        }
        this.#fetching = Math.max(1, waited);
        this.requestUpdate();
      }
    }
  }

  #doing() {
    return this.#fetching ? t('trial.fetching', { n: this.#fetching }) : t(this.remote ? 'trial.asking' : 'trial.busy');
  }

  /** @param {Event} event */
  #opened(event) {
    if (/** @type {HTMLDetailsElement} */ (event.target).open) {
      void import('./schema-form.js');
    }
  }

  #facts() {
    const trial = this.#trial;
    const rows = [
      ['trial.program', trial.program],
      ['trial.speaks', trial.revision ? `MCP ${trial.revision}` : ''],
      ['trial.start', trial.startMillis == null ? '' : `${number(trial.startMillis)} ms`],
      ['trial.memory', trial.memoryKb == null ? '' : `${memory(Math.max(1, Math.round(trial.memoryKb / 1024)))}, ${t('trial.processes', { n: trial.processes })}`],
      ['trial.exit', trial.exitCode == null ? '' : String(trial.exitCode)],
    ].filter(([, value]) => value);
    return rows.length ? html`<dl class="facts">${rows.map(([key, value]) => html`<dt>${t(key)}</dt><dd>${value}</dd>`)}</dl>` : nothing;
  }

  #tools() {
    const tools = this.#trial.tools ?? [];
    return tools.length
      ? html`<details class="fold"><summary>${t('trial.tools', { n: tools.length })}</summary>
          ${this.remote ? nothing : html`<p class="quiet">${t('trial.calls')}</p>`}
          <ul class="tools">${tools.map((/** @type {any} */ tool) => html`<li><details data-tool=${tool.name} @toggle=${this.#opened}>
            <summary><code>${tool.name}</code> <span class="quiet">${tool.description ?? tool.title ?? ''}</span></summary>
            <div class="tool-body"><schema-form .schema=${tool.inputSchema ?? {}} ?busy=${this.#busy} @fill=${(/** @type {CustomEvent} */ event) => this.#run({ tool: tool.name, arguments: event.detail })}></schema-form>
              ${this.#calls.has(tool.name) ? resultOf(this.#calls.get(tool.name)) : nothing}</div></details></li>`)}</ul></details>`
      : nothing;
  }

  render() {
    const trial = this.#trial;
    return html`<div class="row"><button type="button" data-try ?disabled=${this.#busy} @click=${() => this.#run()}>${t(trial ? 'trial.again' : 'trial.try')}</button>
        <span class="quiet" role="status">${this.#busy ? this.#doing() : nothing}</span></div>
      ${problemBox(this.#problem)}
      ${trial
        ? html`<div class="trial" role="status" data-state=${trial.state}>
            <p><span class="mark" data-s=${trial.state === 'ANSWERED' ? 'HEALTHY' : 'FAILED'} aria-hidden="true"></span> <b>${t(`trial.state.${trial.state}`)}</b>
              ${trial.state === 'ANSWERED' ? nothing : html`<span>${trial.sentence}</span>`}</p>
            ${this.#facts()}
            ${this.#tools()}
            ${trial.lines.length ? html`<details class="fold" ?open=${trial.state !== 'ANSWERED'}><summary>${t('trial.lines')}</summary><pre>${trial.lines.join('\n')}</pre></details>` : nothing}
            <p class="quiet">${t(this.remote ? 'trial.asked' : trial.gone ? 'trial.gone' : 'trial.stays')}</p>
          </div>`
        : nothing}`;
  }
}

customElements.define('server-trial', ServerTrial);
