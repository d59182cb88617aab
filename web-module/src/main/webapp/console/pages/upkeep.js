/** Backups, restores, old records, drills: what keeps the installation, for administrators. */
import { html, nothing } from 'lit';
import { api, itemsOf } from '../api.js';
import { ago, bytes, dateTime, number } from '../format.js';
import { t, word } from '../i18n.js';
import { confirm, dialog, say } from '../parts/ask.js';
import '../parts/drills.js';
import { problemBox } from '../parts/problem.js';
import { restoreForm } from '../parts/restore-form.js';
import { Fetched, problemFrom, View } from '../view.js';

const MARKS = { RUNNING: 'STARTING', DONE: 'HEALTHY', FAILED: 'FAILED' };
const DAYS = 30;

class UpkeepPage extends View {
  constructor() {
    super();
    this.backups = new Fetched(this);
    this.restores = new Fetched(this);
    this.restore = restoreForm(this, () => this.#load());
  }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
    this.every(2000, () => this.#busy() && this.#load());
  }

  #load() {
    void this.backups.load(() => api.backups());
    void this.restores.load(() => api.restores());
  }

  #busy() {
    return [this.backups, this.restores].some((runs) => itemsOf(runs.value).some((run) => run.state === 'RUNNING'));
  }

  async #backUp() {
    /** @type {import('../api.js').Problem | null} */
    let problem = null;
    let without = false;
    const begun = await dialog(t('upkeep.backUp'), (close, redraw) => {
      const submit = async (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const values = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
        try {
          if (!without && values.get('passphrase') !== values.get('again')) {
            throw problemFrom(t('upkeep.notTheSame'));
          }
          await api.backUp(without ? { withoutSecrets: true } : { passphrase: String(values.get('passphrase')) });
          close(true);
        } catch (failure) {
          problem = problemFrom(failure);
          redraw();
        }
      };
      const field = (/** @type {string} */ name, /** @type {string} */ label) => html`<label class="field">${t(label)}
        <input type="password" name=${name} minlength="8" maxlength="1024" autocomplete="new-password" ?required=${!without} ?disabled=${without} /></label>`;
      return html`<form class="dialog-body" @submit=${submit}>
        <p>${t('upkeep.backUpText')}</p>
        ${field('passphrase', 'upkeep.passphrase')}${field('again', 'upkeep.again')}
        <label class="row"><input type="checkbox" name="without" @change=${(event) => { without = event.target.checked; redraw(); }} /> ${t('upkeep.without')}</label>
        ${problemBox(problem)}
        <div class="row"><button type="button" @click=${() => close(false)}>${t('action.cancel')}</button><button class="primary">${t('upkeep.backUp')}</button></div>
      </form>`;
    });
    if (begun) {
      say(t('upkeep.begun'));
      this.#load();
    }
  }

  /** Reads an archive of the server once more. @param {any} run */
  async #check(run) {
    let passphrase = '';
    /** @type {any} */
    let found = null;
    const was = await confirm({
      title: t('upkeep.checkTitle', { id: String(run.id) }),
      text: html`${t('upkeep.checkText')}
        ${run.guarded ? html`<label class="field">${t('upkeep.passphrase')}<input type="password" autocomplete="off" maxlength="1024" @input=${(event) => (passphrase = event.target.value)} /></label>` : nothing}`,
      yes: t('upkeep.check'),
      act: async () => (found = await api.checkBackup(run.id, passphrase)),
    });
    if (was && found) {
      say(t('upkeep.whole', { rows: found.archive.rows }));
    }
  }

  /** @param {SubmitEvent} event */
  async #purge(event) {
    event.preventDefault();
    const days = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get('days'));
    let deleted = 0;
    const was = await confirm({
      title: t('upkeep.purge'),
      text: t('upkeep.purgeText', { days }),
      yes: t('upkeep.purge'),
      danger: true,
      act: async () => (deleted = (await api.purge(days)).jobs),
    });
    if (was) {
      say(t('upkeep.purged', { n: deleted }));
    }
  }

  /** @param {any[]} runs @param {(run: any) => unknown} actions */
  #table(runs, actions) {
    return html`<div class="scroll"><table>
      <thead><tr><th>${t('upkeep.run')}</th><th>${t('rollout.state')}</th><th>${t('rollout.at')}</th><th class="wide-cell">${t('rollout.by')}</th>
        <th class="num">${t('upkeep.rows')}</th><th class="num wide-cell">${t('upkeep.size')}</th><th class="wide-cell">${t('upkeep.sha')}</th><th>${t('upkeep.detail')}</th><td></td></tr></thead>
      <tbody>${runs.map((run) => html`<tr data-run=${run.id}>
        <td class="num">${run.id}</td>
        <td><span class="mark" data-s=${MARKS[run.state]} aria-hidden="true"></span> ${word('runState', run.state)}</td>
        <td><time datetime=${run.startedAt} title=${dateTime(run.startedAt)}>${ago(run.startedAt)}</time></td>
        <td class="wide-cell">${run.startedBy}</td>
        <td class="num">${run.rows ? number(run.rows) : '–'}</td>
        <td class="num wide-cell">${run.bytes ? bytes(run.bytes) : '–'}</td>
        <td class="wide-cell">${run.sha256 ? html`<code title=${run.sha256}>${run.sha256.slice(0, 12)}</code>` : '–'}</td>
        <td>${run.code ? html`<code>${run.code}</code> ` : nothing}${run.detail}</td>
        <td class="num">${actions(run)}</td></tr>`)}</tbody></table></div>`;
  }

  #backups() {
    const runs = itemsOf(this.backups.value);
    return html`<section class="card" id="backups"><div class="row"><h2>${t('upkeep.backups')}</h2>
        <button type="button" class="primary" id="back-up" @click=${() => this.#backUp()}>${t('upkeep.backUp')}</button></div>
      <p class="quiet">${t('upkeep.backupsText')}</p>
      ${problemBox(this.backups.problem, () => this.#load())}
      ${runs.length
        ? this.#table(runs, (run) => (run.state === 'DONE'
            ? html`<a class="button" href=${`/api/v1/backups/${run.id}/archive`} download=${run.file} router-ignore>${t('upkeep.download')}</a>
                <button type="button" data-action="check" @click=${() => this.#check(run)}>${t('upkeep.check')}</button>`
            : nothing))
        : html`<p class="quiet">${t('app.none')}</p>`}</section>`;
  }

  #restores() {
    const runs = itemsOf(this.restores.value);
    return html`<section class="card" id="restores"><h2>${t('upkeep.restore')}</h2>
      <p class="quiet">${t('upkeep.restoreText')}</p>
      ${this.restore()}
      ${problemBox(this.restores.problem, () => this.#load())}
      ${runs.length ? this.#table(runs, () => nothing) : nothing}</section>`;
  }

  render() {
    return html`<div class="head"><h1>${t('nav.upkeep')}</h1></div>
      <div class="stack">
        ${this.#backups()}
        ${this.#restores()}
        <section class="card" id="purge"><h2>${t('upkeep.records')}</h2><p class="quiet">${t('upkeep.recordsText')}</p>
          <form class="row end" @submit=${this.#purge}><label class="field">${t('upkeep.days')}<input type="number" name="days" min="1" max="3650" value=${DAYS} required /></label>
            <button>${t('upkeep.purge')}</button></form></section>
        <section class="card" id="drills"><drills-panel></drills-panel></section>
      </div>`;
  }
}

customElements.define('upkeep-page', UpkeepPage);
