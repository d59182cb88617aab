/** The last lines a server's process wrote; follows as they are written. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { t } from '../i18n.js';
import { problemFrom, View } from '../view.js';
import { problemBox } from './problem.js';

const LINES = 200;
const MOST = 2000;
/** Seconds one request waits for the next line. */
const WAIT = 20;
const PAUSE_MILLIS = 1000;

class LogTail extends View {
  static properties = { name: {}, replica: { type: Number }, follow: { state: true }, lines: { state: true }, problem: { state: true } };

  /** Ends the request that waits for the next line. @type {AbortController | null} */
  #waiting = null;

  constructor() {
    super();
    this.name = '';
    this.replica = 0;
    this.follow = true;
    /** @type {string[] | null} */
    this.lines = null;
    /** @type {import('../api.js').Problem | null} */
    this.problem = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.listen(document, 'visibilitychange', () => void this.#run());
    void this.#run();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#waiting?.abort();
    this.#waiting = null;
  }

  /** Reads on until told otherwise; there is one such reading at a time, and none while nobody looks. */
  async #run() {
    this.#waiting?.abort();
    const waiting = new AbortController();
    this.#waiting = waiting;
    const goesOn = () => this.#waiting === waiting && this.isConnected && !document.hidden;
    try {
      await this.updateComplete;
      let answer = await api.logs(this.name, { lines: LINES, replica: this.replica || undefined }, waiting.signal);
      this.lines = answer.lines;
      this.problem = null;
      while (goesOn() && this.follow) {
        const began = performance.now();
        answer = await api.logs(this.name, { after: answer.next, wait: WAIT, replica: this.replica || undefined }, waiting.signal);
        this.lines = [...(this.lines ?? []), ...answer.lines].slice(-MOST);
        if (!answer.lines.length && performance.now() - began < PAUSE_MILLIS) {
          await new Promise((done) => setTimeout(done, PAUSE_MILLIS));
        }
      }
    } catch (failure) {
      if (this.#waiting === waiting) {
        this.problem = problemFrom(failure);
      }
    }
  }

  /** @param {boolean} on */
  #follow(on) {
    this.follow = on;
    void this.#run();
  }

  updated() {
    const log = this.querySelector('pre');
    if (log && this.follow) {
      log.scrollTop = log.scrollHeight;
    }
  }

  render() {
    if (this.problem) {
      return this.problem.absent ? html`<p class="quiet">${t('server.noLogs')}</p>` : problemBox(this.problem, () => void this.#run());
    }
    return html`<pre class="log" tabindex="0" aria-label=${t('server.logs')}>${this.lines?.length ? this.lines.join('\n') : this.lines ? t('server.noLogs') : nothing}</pre>
      <label class="row"><input type="checkbox" .checked=${this.follow} @change=${(event) => this.#follow(event.target.checked)} />${t('server.follow')}</label>`;
  }
}

customElements.define('log-tail', LogTail);
