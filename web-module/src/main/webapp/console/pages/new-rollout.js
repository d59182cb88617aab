/** From a fleet file, an older revision or a plan there is to a rollout: give it, mend its mistakes, look at the plan, choose, start. */
import { html, nothing } from 'lit';
import { api, itemsOf } from '../api.js';
import { dateTime } from '../format.js';
import { t } from '../i18n.js';
import { dropZone } from '../parts/drop.js';
import { planView } from '../parts/plan-view.js';
import { problemBox } from '../parts/problem.js';
import { termsForm, termsOf } from '../parts/terms-form.js';
import { go } from '../routes.js';
import { store } from '../store.js';
import { Fetched, problemFrom, View } from '../view.js';

/** What the product lets go without leave, in percent of the fleet. */
const FREE_PERCENT = 10;
const STEPS = ['file', 'changes', 'options', 'start'];

class NewRolloutPage extends View {
  #text = '';
  #fileName = '';
  /** Id of the revision gone back to; empty for a file. */
  #revision = '';
  /** Id of a plan that was made elsewhere; empty for none. */
  #given = '';
  /** @type {any} */
  #plan = null;
  #all = false;
  /** @type {import('../api.js').Problem | null} */
  #problem = null;
  #busy = false;
  #chosen = { profile: 'careful', phases: '100,500,1000', canary: true };

  constructor() {
    super();
    this.terms = new Fetched(this);
  }

  connectedCallback() {
    super.connectedCallback();
    void this.terms.load(() => api.terms());
    this.#revision = new URLSearchParams(location.search).get('revision') ?? '';
    this.#given = new URLSearchParams(location.search).get('plan') ?? '';
    if (this.#revision || this.#given) {
      this.#look();
    }
  }

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

  /** A dropped file is looked at at once: that changes nothing. @param {File | undefined} file */
  async #take(file) {
    if (file) {
      this.#text = await file.text();
      this.#fileName = file.name;
      this.#look();
    }
  }

  #look() {
    const json = this.#text.trimStart().startsWith('{');
    void this.#do(async () => {
      this.#plan = null;
      this.#all = false;
      this.#plan = this.#given
        ? await api.findPlan(this.#given, false)
        : this.#revision
        ? await api.planRevision(this.#revision)
        : await api.plan(this.#text, json ? 'application/json' : 'application/yaml');
      await this.updateComplete;
      this.querySelector('#plan')?.scrollIntoView({ block: 'start', behavior: 'smooth' });
    });
  }

  #showAll() {
    void this.#do(async () => {
      this.#plan = await api.findPlan(this.#plan.planId, true);
      this.#all = true;
    });
  }

  /** @param {SubmitEvent} event */
  #start(event) {
    event.preventDefault();
    const values = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const phases = String(values.get('phases')).split(/[\s,]+/).filter(Boolean).map(Number);
    const reason = String(values.get('reason') ?? '').trim();
    const back = this.#revision ? `revert to revision ${this.#revision}` : '';
    const why = back && reason ? `${back}: ${reason}` : back || reason;
    void this.#do(async () => {
      const rollout = await api.startRollout({
        planId: this.#plan.planId,
        phases,
        profile: String(values.get('profile')),
        allowRemove: values.get('mayRemove') ? this.#removals() : 0,
        ...(this.terms.value ? termsOf(values) : {}),
        ...(why ? { reason: why } : {}),
      });
      store.roll(rollout);
      go(`rollouts/${rollout.id}`);
    });
  }

  /** What the form says of the way itself decides which phases can be promoted by hand. @param {Event} event */
  #choose(event) {
    const values = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    this.#chosen = { profile: String(values.get('profile')), phases: String(values.get('phases')), canary: !this.terms.value || values.has('canary') };
    this.requestUpdate();
  }

  #removals() {
    return (this.#plan?.changes ?? []).filter((/** @type {any} */ change) => change.kind === 'remove').length;
  }

  /** Removing more than a tenth of the fleet wants a person's leave. */
  #needsLeave() {
    const changes = this.#plan?.changes ?? [];
    const added = changes.filter((/** @type {any} */ change) => change.kind === 'add').length;
    const now = changes.length - added + (this.#plan?.unchanged ?? 0) + (this.#plan?.adopted?.length ?? 0);
    return this.#removals() > Math.floor((now * FREE_PERCENT) / 100);
  }

  #step() {
    return this.#plan ? (this.#plan.changes?.length ? 2 : 1) : 0;
  }

  #steps() {
    const here = this.#step();
    return html`<ol class="steps">${STEPS.map((step, index) => html`<li data-done=${index < here ? 'yes' : nothing}
      aria-current=${index === here ? 'step' : nothing}>${t(`wizard.${step}`)}</li>`)}</ol>`;
  }

  #file() {
    if (this.#revision) {
      return html`<section class="card"><h2>${t('wizard.file')}</h2>
        <p>${t('wizard.back', { revision: this.#revision })} <a href="revisions">${t('nav.revisions')}</a></p></section>`;
    }
    if (this.#given) {
      return html`<section class="card"><h2>${t('wizard.file')}</h2>
        <p>${t('wizard.given')} <a href="add">${t('add.title')}</a></p></section>`;
    }
    return html`<section class="card">
      <h2>${t('plan.file')}</h2>
      ${dropZone((file) => this.#take(file), html`
        <label class="row">${t('plan.upload')} <input type="file" accept=".json,.yaml,.yml,application/json" @change=${(event) => this.#take(event.target.files[0])} />
          ${this.#fileName ? html`<span class="quiet">${this.#fileName}</span>` : nothing}</label>
        <label for="fleet-file" class="quiet">${t('plan.paste')}</label>
        <textarea id="fleet-file" spellcheck="false" .value=${this.#text} placeholder=${EXAMPLE}
          @input=${(event) => { this.#text = event.target.value; this.#plan = null; this.requestUpdate(); }}></textarea>
        <div class="row"><button type="button" class="primary" id="look" ?disabled=${this.#busy || !this.#text.trim()} @click=${() => this.#look()}>${t('plan.look')}</button>
          <span class="quiet">${t('plan.lookHint')}</span></div>`)}
    </section>`;
  }

  #changes() {
    return html`<section class="card" id="plan" aria-live="polite">
      <div class="row"><h2>${t('plan.changes')}</h2>
        <span class="quiet">${t('wizard.made', { id: this.#plan.planId.slice(0, 8), at: dateTime(this.#plan.createdAt) })}</span></div>
      ${planView(this.#plan)}
      ${this.#plan.unchanged && !this.#all
        ? html`<button type="button" id="show-all" ?disabled=${this.#busy} @click=${() => this.#showAll()}>${t('wizard.all', { n: this.#plan.unchanged })}</button>`
        : nothing}
    </section>`;
  }

  /** @param {unknown} problem told beside the button that brought it */
  #options(problem) {
    const removals = this.#removals();
    return html`<section class="card">
      <h2>${t('wizard.options')}</h2>
      <form class="stack" @submit=${this.#start} @change=${this.#choose}>
        <div class="row end">
          <label class="field">${t('plan.phases')}<input name="phases" value="100,500,1000" pattern="[0-9, ]*" inputmode="numeric" /></label>
          <label class="field">${t('plan.profile')}<select name="profile">
            <option value="careful">${t('profile.careful')}</option><option value="quick">${t('profile.quick')}</option></select></label>
          <label class="field grow">${t('plan.reason')}<input name="reason" maxlength="500" /></label>
        </div>
        ${this.terms.value ? termsForm(itemsOf(this.terms.value), this.#chosen) : nothing}
        ${this.#needsLeave()
          ? html`<label class="row leave"><input type="checkbox" name="mayRemove" required /> ${t('wizard.leave', { n: removals })}</label>`
          : nothing}
        ${problem}
        <div class="row"><button class="primary" id="start" ?disabled=${this.#busy}>${t('plan.start')}</button>
          <span class="quiet">${t('wizard.startHint')}</span></div>
      </form>
    </section>`;
  }

  render() {
    const stale = this.#problem?.code === 'PLAN_STALE';
    const options = this.#plan?.changes?.length > 0;
    const problem = problemBox(this.#problem, (stale && !this.#given) || ((this.#revision || this.#given) && !this.#plan) ? () => this.#look() : undefined);
    return html`<div class="head"><h1>${this.#revision ? t('wizard.backTitle', { revision: this.#revision }) : t('rollout.new')}</h1></div>
      ${this.#steps()}
      <div class="stack">
        ${this.#file()}
        ${options ? nothing : problem}
        ${this.#plan ? this.#changes() : nothing}
        ${options ? this.#options(problem) : nothing}
      </div>`;
  }
}

const EXAMPLE = `{
  "fleet": "mine",
  "servers": [
    { "name": "shop-db", "category": "database", "builtin": "sql", "config": {} }
  ]
}`;

customElements.define('new-rollout-page', NewRolloutPage);
