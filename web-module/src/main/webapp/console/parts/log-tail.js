/** The last lines a server's process wrote; follows while one stands at the end. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { t } from '../i18n.js';
import { Fetched, View } from '../view.js';
import { problemBox } from './problem.js';

const LINES = 200;

class LogTail extends View {
  static properties = { name: {}, replica: { type: Number }, follow: { state: true } };

  constructor() {
    super();
    this.name = '';
    this.replica = 0;
    this.follow = true;
    this.logs = new Fetched(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.every(3000, () => this.follow && !this.logs.problem && this.#load());
  }

  firstUpdated() {
    this.#load();
  }

  #load() {
    void this.logs.load(() => api.logs(this.name, LINES, this.replica || undefined));
  }

  updated() {
    const log = this.querySelector('pre');
    if (log && this.follow) {
      log.scrollTop = log.scrollHeight;
    }
  }

  render() {
    if (this.logs.problem) {
      return this.logs.problem.absent ? html`<p class="quiet">${t('server.noLogs')}</p>` : problemBox(this.logs.problem, () => this.#load());
    }
    const lines = linesOf(this.logs.value);
    return html`<pre class="log" tabindex="0" aria-label=${t('server.logs')}>${lines.length ? lines.join('\n') : this.logs.busy ? nothing : t('server.noLogs')}</pre>
      <label class="row"><input type="checkbox" .checked=${this.follow} @change=${(event) => (this.follow = event.target.checked)} />${t('server.follow')}</label>`;
  }
}

/** @param {any} answer text, a list, or a list wrapped */
function linesOf(answer) {
  if (typeof answer === 'string') {
    return answer.split('\n');
  }
  const list = Array.isArray(answer) ? answer : (answer?.lines ?? answer?.items ?? []);
  return list.map((/** @type {any} */ line) => (typeof line === 'string' ? line : [line.at, line.level, line.text ?? line.message].filter(Boolean).join(' ')));
}

customElements.define('log-tail', LogTail);
