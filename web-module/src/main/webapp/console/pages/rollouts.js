/** All rollouts, the newest first. */
import { html, nothing } from 'lit';
import { api, itemsOf } from '../api.js';
import { ago, dateTime, duration, number } from '../format.js';
import { t, word } from '../i18n.js';
import { problemBox } from '../parts/problem.js';
import { rolloutMark } from '../parts/state.js';
import { session } from '../session.js';
import { isOpen, store } from '../store.js';
import { Fetched, View } from '../view.js';

class RolloutsPage extends View {
  constructor() {
    super();
    this.rollouts = new Fetched(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
    this.listen(store, 'rollout', () => {
      const known = itemsOf(this.rollouts.value);
      const at = known.findIndex((rollout) => rollout.id === store.rollout?.id);
      if (store.rollout && at >= 0) {
        known[at] = store.rollout;
        this.requestUpdate();
      } else {
        this.#load();
      }
    });
  }

  #load() {
    void this.rollouts.load(() => api.rollouts());
  }

  /** @param {import('../store.js').Rollout} rollout */
  #row(rollout) {
    const healthy = Math.max(0, ...rollout.phases.map((phase) => phase.healthy));
    return html`<tr>
      <td><a href="rollouts/${rollout.id}">${t('rollout.number', { id: String(rollout.id) })}</a></td>
      <td>${rolloutMark(rollout.state)}${rollout.unacknowledged ? html` <span class="quiet">${t('rollout.unacknowledged')}</span>` : nothing}</td>
      <td>${rollout.fleet}<span class="quiet"> · ${t('rollout.revision', { revision: String(rollout.revision) })}</span></td>
      <td class="num">${number(healthy)} / ${number(rollout.planned)}</td>
      <td class="wide-cell">${word('profile', rollout.profile)}</td>
      <td class="wide-cell">${rollout.startedBy}</td>
      <td><time datetime=${rollout.startedAt} title=${dateTime(rollout.startedAt)}>${ago(rollout.startedAt)}</time></td>
      <td class="wide-cell">${rollout.endedAt ? duration((Date.parse(rollout.endedAt) - Date.parse(rollout.startedAt)) / 1000) : '…'}</td>
    </tr>`;
  }

  render() {
    const items = itemsOf(this.rollouts.value);
    const open = items.some(isOpen);
    return html`<div class="head"><h1>${t('nav.rollouts')}</h1>
        <div class="row">${session.can('operator') ? html`<a class="button ${open ? '' : 'primary'}" href="rollouts/new">${t('rollout.new')}</a>` : nothing}</div></div>
      ${problemBox(this.rollouts.problem, () => this.#load())}
      ${items.length
        ? html`<section class="card flush"><table>
            <thead><tr><th>${t('rollout.name')}</th><th>${t('rollout.state')}</th><th>${t('rollout.fleet')}</th><th class="num">${t('rollout.healthy')}</th><th class="wide-cell">${t('rollout.profile')}</th><th class="wide-cell">${t('rollout.by')}</th><th>${t('rollout.startedAt')}</th><th class="wide-cell">${t('rollout.took')}</th></tr></thead>
            <tbody>${items.map((rollout) => this.#row(rollout))}</tbody></table></section>`
        : html`<p class="quiet">${this.rollouts.busy ? t('app.loading') : t('rollout.none')}</p>`}`;
  }
}

customElements.define('rollouts-page', RolloutsPage);
