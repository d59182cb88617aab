/** Secrets by name; values go in and never come out. */
import { html, nothing } from 'lit';
import { api, itemsOf } from '../api.js';
import { t } from '../i18n.js';
import { confirm, dialog, say } from '../parts/ask.js';
import { problemBox } from '../parts/problem.js';
import { Fetched, problemFrom, View } from '../view.js';

class SecretsPage extends View {
  constructor() {
    super();
    this.secrets = new Fetched(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
  }

  #load() {
    void this.secrets.load(() => api.secrets());
  }

  /** Sets a secret; a known one is replaced. @param {string} [name] @param {boolean} [fresh] true if it has no value yet */
  async #set(name, fresh) {
    await import('../parts/fields.js');
    /** @type {import('../api.js').Problem | null} */
    let problem = null;
    const saved = await dialog(name ? t(fresh ? 'secrets.set' : 'secrets.replace', { name }) : t('secrets.add'), (close, redraw) => {
      const submit = async (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const form = /** @type {HTMLFormElement} */ (event.currentTarget);
        const value = (/** @type {string} */ field) => /** @type {any} */ (form.querySelector(`[name=${field}]`))?.value ?? '';
        try {
          await api.setSecret(name ?? value('name'), value('value'));
          close(true);
        } catch (failure) {
          problem = problemFrom(failure);
          redraw();
        }
      };
      return html`<form class="dialog-body" @submit=${submit}>
        ${name ? nothing : html`<vaadin-text-field name="name" label=${t('secrets.name')} required pattern="[A-Za-z0-9_.\\-]{1,64}" .helperText=${t('secrets.nameHint')} autocomplete="off"></vaadin-text-field>`}
        <vaadin-password-field name="value" label=${t('secrets.value')} required autocomplete="off"></vaadin-password-field>
        ${problemBox(problem)}
        <div class="row"><button type="button" @click=${() => close(false)}>${t('action.cancel')}</button><button class="primary">${t('action.save')}</button></div>
      </form>`;
    });
    if (saved) {
      say(t('secrets.saved'));
      this.#load();
    }
  }

  /** @param {any} secret */
  async #remove({ name, uses }) {
    const text = uses ? t('secrets.removeUsed', { name, n: uses }) : t('secrets.removeText', { name });
    const was = await confirm({ title: t('secrets.remove'), text, yes: t('secrets.remove'), danger: true, act: () => api.removeSecret(name) });
    if (was) {
      this.#load();
    }
  }

  /** One that is named and not set is wanted; one that is set and not named is left over. @param {any} secret */
  #row(secret) {
    return html`<tr data-secret=${secret.name} data-set=${secret.set ? 'yes' : 'no'}><td><code>${secret.name}</code></td>
      <td>${secret.uses
        ? html`${secret.usedBy.map((/** @type {any} */ use, /** @type {number} */ at) => html`${at ? ', ' : ''}<a href="servers/${encodeURIComponent(use.server)}">${use.server}</a>`)}
            ${secret.uses > secret.usedBy.length ? html`<span class="quiet"> ${t('plan.more', { n: secret.uses - secret.usedBy.length })}</span>` : nothing}`
        : html`<span class="quiet">${t('secrets.unused')}</span>`}</td>
      <td class="num">${secret.set
        ? html`<button type="button" class="ghost" @click=${() => this.#set(secret.name)}>${t('secrets.replaceShort')}</button>
            <button type="button" class="danger" @click=${() => this.#remove(secret)}>${t('secrets.remove')}</button>`
        : html`<button type="button" class="primary" @click=${() => this.#set(secret.name, true)}>${t('secrets.setShort')}</button>`}</td></tr>`;
  }

  render() {
    const items = itemsOf(this.secrets.value);
    const missing = items.filter((secret) => !secret.set).length;
    return html`<div class="head"><h1>${t('nav.secrets')}</h1><div class="row"><button type="button" class="primary" id="add-secret" @click=${() => this.#set()}>${t('secrets.add')}</button></div></div>
      <p class="quiet intro">${t('secrets.text')}</p>
      ${problemBox(this.secrets.problem, () => this.#load())}
      ${items.length
        ? html`${missing ? html`<p class="note"><span class="mark" data-s="UNHEALTHY" aria-hidden="true"></span> ${t('secrets.missing', { n: missing })}</p>` : nothing}
          <section class="card flush"><div class="scroll"><table id="secrets">
            <thead><tr><th>${t('secrets.name')}</th><th>${t('secrets.usedBy')}</th><td></td></tr></thead>
            <tbody>${items.map((secret) => this.#row(secret))}</tbody></table></div></section>`
        : html`<p class="quiet">${this.secrets.busy ? t('app.loading') : t('app.none')}</p>`}`;
  }
}

customElements.define('secrets-page', SecretsPage);
