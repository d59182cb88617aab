/** From a fleet file to a rollout: give the file, look at what would change, start. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { t } from '../i18n.js';
import { planView } from '../parts/plan-view.js';
import { problemBox } from '../parts/problem.js';
import { go } from '../routes.js';
import { store } from '../store.js';
import { problemFrom, View } from '../view.js';

class NewRolloutPage extends View {
  #text = '';
  #fileName = '';
  /** @type {any} */
  #plan = null;
  /** @type {import('../api.js').Problem | null} */
  #problem = null;
  #busy = false;

  /** @param {() => Promise<void>} act */
  async #do(act) {
    this.#busy = true;
    this.#problem = null;
    this.requestUpdate();
    try {
      await act();
    } catch (failure) {
      this.#problem = problemFrom(failure);
    }
    this.#busy = false;
    this.requestUpdate();
  }

  /** @param {File | undefined} file */
  async #take(file) {
    if (file) {
      this.#text = await file.text();
      this.#fileName = file.name;
      this.#plan = null;
      this.requestUpdate();
    }
  }

  #look() {
    const json = this.#text.trimStart().startsWith('{');
    void this.#do(async () => {
      this.#plan = null;
      this.#plan = await api.plan(this.#text, json ? 'application/json' : 'application/yaml');
    });
  }

  /** @param {SubmitEvent} event */
  #start(event) {
    event.preventDefault();
    const values = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const phases = String(values.get('phases')).split(/[\s,]+/).filter(Boolean).map(Number);
    void this.#do(async () => {
      const rollout = await api.startRollout({
        planId: this.#plan.planId ?? this.#plan.id,
        phases,
        profile: String(values.get('profile')),
        allowRemove: Number(values.get('allowRemove') || 0),
        ...(values.get('reason') ? { reason: String(values.get('reason')) } : {}),
      });
      store.roll(rollout);
      go(`rollouts/${rollout.id}`);
    });
  }

  #file() {
    return html`<section class="card">
      <h2>1. ${t('plan.file')}</h2>
      <div class="drop" @dragover=${(event) => over(event, true)} @dragleave=${(event) => over(event, false)}
        @drop=${(event) => { over(event, false); void this.#take(event.dataTransfer?.files[0]); }}>
        <label class="row">${t('plan.upload')} <input type="file" accept=".json,.yaml,.yml,application/json" @change=${(event) => this.#take(event.target.files[0])} />
          ${this.#fileName ? html`<span class="quiet">${this.#fileName}</span>` : nothing}</label>
        <label for="fleet-file" class="quiet">${t('plan.paste')}</label>
        <textarea id="fleet-file" spellcheck="false" .value=${this.#text} placeholder=${EXAMPLE}
          @input=${(event) => { this.#text = event.target.value; this.#plan = null; this.requestUpdate(); }}></textarea>
        <div class="row"><button type="button" class="primary" id="look" ?disabled=${this.#busy || !this.#text.trim()} @click=${() => this.#look()}>${t('plan.look')}</button>
          <span class="quiet">${t('plan.lookHint')}</span></div>
      </div>
    </section>`;
  }

  #startForm() {
    return html`<section class="card">
      <h2>3. ${t('plan.start')}</h2>
      <form class="row end" @submit=${this.#start}>
        <label class="field">${t('plan.phases')}<input name="phases" value="100,500,1000" pattern="[0-9, ]*" inputmode="numeric" /></label>
        <label class="field">${t('plan.profile')}<select name="profile">
          <option value="careful">${t('profile.careful')}</option><option value="quick">${t('profile.quick')}</option></select></label>
        <label class="field">${t('plan.allowRemove')}<input name="allowRemove" type="number" min="0" value="0" /></label>
        <label class="field grow">${t('plan.reason')}<input name="reason" maxlength="500" /></label>
        <button class="primary" id="start" ?disabled=${this.#busy}>${t('plan.start')}</button>
      </form>
    </section>`;
  }

  render() {
    return html`<div class="head"><h1>${t('rollout.new')}</h1></div>
      <div class="stack">
        ${this.#file()}
        ${problemBox(this.#problem)}
        ${this.#plan ? html`<section class="card" aria-live="polite"><h2>2. ${t('plan.changes')}</h2>${planView(this.#plan)}</section>` : nothing}
        ${this.#plan?.changes?.length ? this.#startForm() : nothing}
      </div>`;
  }
}

/** @param {DragEvent} event @param {boolean} inside */
function over(event, inside) {
  event.preventDefault();
  /** @type {HTMLElement} */ (event.currentTarget).toggleAttribute('data-over', inside);
}

const EXAMPLE = `{
  "fleet": "mine",
  "servers": [
    { "name": "shop-db", "category": "database", "builtin": "sql", "config": {} }
  ]
}`;

customElements.define('new-rollout-page', NewRolloutPage);
