/** API tokens: a new one is shown once. */
import { html } from 'lit';
import { api, itemsOf } from '../api.js';
import { ago, dateTime } from '../format.js';
import { t } from '../i18n.js';
import { confirm, copyButton, dialog, say } from './ask.js';
import { problemBox } from './problem.js';
import { Fetched, problemFrom, View } from '../view.js';

const ROLES = ['viewer', 'operator', 'admin'];
const DAY = 86_400_000;
const NEVER = 'never';
const DAYS = ['1', '7', '30', '90', '365', NEVER];

const WORDS = ['categories', 'servers', 'tools', 'pins'];
const NUMBERS = ['callsPerSecond', 'burst', 'callsAtOnce'];

/**
 * What the form says a token is limited to; null for nothing.
 *
 * @param {(name: string) => string} value
 */
const scopeOf = (value) => {
  /** @type {Record<string, string[] | number>} */
  const scope = {};
  for (const name of WORDS) {
    const words = value(name).split(',').map((word) => word.trim()).filter(Boolean);
    if (words.length) {
      scope[name] = words;
    }
  }
  for (const name of NUMBERS) {
    if (value(name)) {
      scope[name] = Number(value(name));
    }
  }
  return Object.keys(scope).length ? scope : null;
};

/** @param {Record<string, any> | null | undefined} scope what it is limited to by now */
const limitFields = (scope) => html`<div class="limit-fields">
  <p class="quiet">${t('tokens.limitsHint')}</p>
  ${WORDS.map((name) => html`<vaadin-text-field name=${name} label=${t(`tokens.${name}`)} .value=${(scope?.[name] ?? []).join(', ')} .helperText=${t(`tokens.${name}Hint`)}></vaadin-text-field>`)}
  <div class="numbers">${NUMBERS.map((name) => html`<vaadin-text-field name=${name} label=${t(`tokens.${name}`)} .value=${String(scope?.[name] ?? '')} allowed-char-pattern="[0-9]"></vaadin-text-field>`)}</div>
</div>`;

/** @param {Record<string, string[] | number> | null | undefined} scope */
const scopeText = (scope) =>
  scope
    ? [...WORDS, ...NUMBERS]
        .filter((name) => scope[name] !== undefined)
        .map((name) => html`<div>${t(`tokens.${name}`)}: ${[scope[name]].flat().join(', ')}</div>`)
    : t('tokens.unlimited');

class TokenList extends View {
  constructor() {
    super();
    this.tokens = new Fetched(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
  }

  #load() {
    void this.tokens.load(() => api.tokens());
  }

  async #add() {
    await import('./fields.js');
    /** @type {import('../api.js').Problem | null} */
    let problem = null;
    const made = await dialog(t('tokens.add'), (close, redraw) => {
      const submit = async (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const form = /** @type {HTMLFormElement} */ (event.currentTarget);
        const value = (/** @type {string} */ name) => /** @type {any} */ (form.querySelector(`[name=${name}]`))?.value ?? '';
        try {
          const days = Number(value('days')) || 0;
          const expiresAt = days ? { expiresAt: new Date(Date.now() + days * DAY).toISOString() } : {};
          const scope = scopeOf(value);
          close(await api.addToken({ name: value('name'), role: value('role'), ...expiresAt, ...(scope && { scope }) }));
        } catch (failure) {
          problem = problemFrom(failure);
          redraw();
        }
      };
      return html`<form class="dialog-body" @submit=${submit}>
        <vaadin-text-field name="name" label=${t('tokens.name')} required .helperText=${t('tokens.nameHint')}></vaadin-text-field>
        <vaadin-select name="role" label=${t('users.role')} .value=${'viewer'} .items=${ROLES.map((role) => ({ label: t(`role.${role}`), value: role }))}></vaadin-select>
        <vaadin-select name="days" label=${t('tokens.expires')} .value=${'90'} .items=${DAYS.map((days) => ({ label: days === NEVER ? t('tokens.never') : t('tokens.days', { n: Number(days) }), value: days }))}></vaadin-select>
        <details class="fold"><summary>${t('tokens.limits')}</summary>${limitFields(null)}</details>
        ${problemBox(problem)}
        <div class="row"><button type="button" @click=${() => close()}>${t('action.cancel')}</button><button class="primary">${t('tokens.create')}</button></div>
      </form>`;
    });
    if (made?.token) {
      this.#load();
      await showOnce(made);
    }
  }

  /** @param {any} token */
  async #limit(token) {
    await import('./fields.js');
    /** @type {import('../api.js').Problem | null} */
    let problem = null;
    const limited = await dialog(t('tokens.limitTitle', { name: token.name }), (close, redraw) => {
      const submit = async (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const form = /** @type {HTMLFormElement} */ (event.currentTarget);
        const value = (/** @type {string} */ name) => /** @type {any} */ (form.querySelector(`[name=${name}]`))?.value ?? '';
        try {
          close(await api.limitToken(token.id, scopeOf(value) ?? {}));
        } catch (failure) {
          problem = problemFrom(failure);
          redraw();
        }
      };
      return html`<form class="dialog-body" @submit=${submit}>${limitFields(token.scope)}${problemBox(problem)}
        <div class="row"><button type="button" @click=${() => close()}>${t('action.cancel')}</button><button class="primary">${t('tokens.limit')}</button></div></form>`;
    });
    if (limited) {
      say(t('tokens.limited'));
      this.#load();
    }
  }

  /** @param {any} token */
  async #revoke(token) {
    const was = await confirm({
      title: t('tokens.revoke'),
      text: t('tokens.revokeText', { name: token.name }),
      yes: t('tokens.revoke'),
      danger: true,
      act: () => api.revokeToken(token.id),
    });
    if (was) {
      say(t('tokens.revoked'));
      this.#load();
    }
  }

  render() {
    const items = itemsOf(this.tokens.value);
    return html`<section class="card flush" id="tokens">
      <div class="table-title row"><h2>${t('tokens.title')}</h2><span class="spring"></span><button type="button" id="add-token" @click=${() => this.#add()}>${t('tokens.add')}</button></div>
      ${problemBox(this.tokens.problem, () => this.#load())}
      ${items.length
        ? html`<table>
            <thead><tr><th>${t('tokens.name')}</th><th>${t('users.role')}</th><th>${t('tokens.limits')}</th><th class="wide-cell">${t('tokens.by')}</th><th class="wide-cell">${t('users.created')}</th><th>${t('tokens.expires')}</th><td></td></tr></thead>
            <tbody>${items.map((token) => html`<tr>
              <td>${token.name}</td><td>${t(`role.${token.role}`)}</td><td class="token-scope">${scopeText(token.scope)}</td><td class="wide-cell">${token.createdBy ?? '–'}</td>
              <td class="wide-cell">${when(token.createdAt)}</td>
              <td>${token.expiresAt ? when(token.expiresAt) : t('tokens.never')}</td>
              <td class="num"><button type="button" @click=${() => this.#limit(token)}>${t('tokens.limit')}</button> <button type="button" class="danger" @click=${() => this.#revoke(token)}>${t('tokens.revoke')}</button></td></tr>`)}</tbody>
          </table>`
        : html`<p class="quiet table-title">${this.tokens.busy ? t('app.loading') : t('tokens.none')}</p>`}
    </section>`;
  }
}

/** @param {string | null | undefined} instant */
const when = (instant) => (instant ? html`<time datetime=${instant} title=${dateTime(instant)}>${ago(instant)}</time>` : '–');

/** @param {{name: string, token: string}} made */
const showOnce = (made) =>
  dialog(t('tokens.made', { name: made.name }), (close) => html`<div class="dialog-body">
    <p>${t('tokens.once')}</p>
    <pre class="secret" id="new-token">${made.token}</pre>
    <div class="row">${copyButton(made.token)}<button type="button" class="primary" @click=${() => close()}>${t('action.close')}</button></div>
  </div>`);

customElements.define('token-list', TokenList);
