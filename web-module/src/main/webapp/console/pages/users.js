/** People and programs that may use the coordinator. */
import '../parts/token-list.js';
import { html, nothing } from 'lit';
import { api, itemsOf } from '../api.js';
import { ago, dateTime } from '../format.js';
import { t } from '../i18n.js';
import { dialog, say } from '../parts/ask.js';
import { problemBox } from '../parts/problem.js';
import { Fetched, problemFrom, View } from '../view.js';

export const ROLES = ['viewer', 'operator', 'admin'];

class UsersPage extends View {
  constructor() {
    super();
    this.users = new Fetched(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
  }

  #load() {
    void this.users.load(() => api.users());
  }

  /** Adds a user, or changes the one given. @param {any} [user] */
  async #edit(user) {
    await import('../parts/fields.js');
    /** @type {import('../api.js').Problem | null} */
    let problem = null;
    const saved = await dialog(user ? t('users.change', { name: user.name }) : t('users.add'), (close, redraw) => {
      const submit = async (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const form = /** @type {HTMLFormElement} */ (event.currentTarget);
        const value = (/** @type {string} */ name) => /** @type {any} */ (form.querySelector(`[name=${name}]`))?.value ?? '';
        try {
          await (user ? api.changeUser(user.name, changesOf(user, form)) : api.addUser({ name: value('name'), role: value('role'), password: value('password') }));
          close(true);
        } catch (failure) {
          problem = problemFrom(failure);
          redraw();
        }
      };
      return html`<form class="dialog-body" @submit=${submit}>
        ${user ? nothing : html`<vaadin-text-field name="name" label=${t('users.name')} required autocomplete="off" pattern="[a-z0-9._\\-]{1,64}" .helperText=${t('users.nameHint')}></vaadin-text-field>`}
        <vaadin-select name="role" label=${t('users.role')} .value=${user?.role ?? 'viewer'} .items=${ROLES.map((role) => ({ label: t(`role.${role}`), value: role }))}></vaadin-select>
        <vaadin-password-field name="password" label=${user ? t('users.newPassword') : t('users.password')} ?required=${!user} autocomplete="new-password" .helperText=${user ? t('users.passwordKeep') : t('users.passwordHint')}></vaadin-password-field>
        ${user ? html`<vaadin-checkbox name="enabled" label=${t('users.mayEnter')} .checked=${user.enabled !== false}></vaadin-checkbox>` : nothing}
        ${problemBox(problem)}
        <div class="row"><button type="button" @click=${() => close(false)}>${t('action.cancel')}</button><button class="primary">${t('action.save')}</button></div>
      </form>`;
    });
    if (saved) {
      say(t('users.saved'));
      this.#load();
    }
  }

  render() {
    const items = itemsOf(this.users.value);
    return html`<div class="head"><h1>${t('nav.users')}</h1></div>
      <div class="stack">
        <section class="card flush" id="users">
          <div class="table-title row"><h2>${t('users.title')}</h2><span class="spring"></span><button type="button" id="add-user" @click=${() => this.#edit()}>${t('users.add')}</button></div>
          ${problemBox(this.users.problem, () => this.#load())}
          <table>
            <thead><tr><th>${t('users.name')}</th><th>${t('users.role')}</th><th>${t('users.state')}</th><th class="wide-cell">${t('users.created')}</th><td></td></tr></thead>
            <tbody>${items.map((user) => html`<tr>
              <td>${user.name}</td><td>${t(`role.${user.role}`)}</td><td>${user.enabled === false ? t('users.disabled') : t('users.enabled')}</td>
              <td class="wide-cell">${user.createdAt ? html`<time datetime=${user.createdAt} title=${dateTime(user.createdAt)}>${ago(user.createdAt)}</time>` : '–'}</td>
              <td class="num"><button type="button" class="ghost" @click=${() => this.#edit(user)}>${t('users.changeShort')}</button></td></tr>`)}</tbody>
          </table>
        </section>
        <token-list></token-list>
      </div>`;
  }
}

/** Only what is another than before. @param {any} user @param {HTMLFormElement} form */
function changesOf(user, form) {
  const [role, password, enabled] = /** @type {any[]} */ (['role', 'password', 'enabled'].map((name) => form.querySelector(`[name=${name}]`)));
  return {
    ...(role.value !== user.role ? { role: role.value } : {}),
    ...(password.value ? { password: password.value } : {}),
    ...(enabled.checked !== (user.enabled !== false) ? { enabled: enabled.checked } : {}),
  };
}

customElements.define('users-page', UsersPage);
