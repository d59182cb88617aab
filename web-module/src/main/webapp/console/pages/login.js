/** Signing in. The address stays, so that one returns to the page one came for. */
import { html, nothing } from 'lit';
import { choose, language, t } from '../i18n.js';
import { problemBox } from '../parts/problem.js';
import { session } from '../session.js';
import { problemFrom, View } from '../view.js';

class LoginPage extends View {
  static properties = { problem: { state: true }, busy: { state: true } };

  constructor() {
    super();
    /** @type {import('../api.js').Problem | null} */
    this.problem = null;
    this.busy = false;
  }

  firstUpdated() {
    document.title = t('app.title');
    this.querySelector('input')?.focus();
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const values = new FormData(form);
    this.busy = true;
    this.problem = null;
    try {
      await session.signIn(String(values.get('user')), String(values.get('password')));
    } catch (failure) {
      this.problem = problemFrom(failure);
      this.busy = false;
      const password = /** @type {HTMLInputElement} */ (form.elements.namedItem('password'));
      password.value = '';
      password.focus();
    }
  }

  #refusal() {
    if (this.problem?.status === 401) {
      return html`<div class="problem" role="alert"><p class="problem-title"><span class="mark" data-s="FAILED" aria-hidden="true"></span>${t('login.wrong')}</p></div>`;
    }
    return problemBox(this.problem);
  }

  render() {
    const other = language() === 'th' ? 'en' : 'th';
    return html`<main class="alone">
      <form class="login card" @submit=${this.#submit} aria-labelledby="login-title">
        <h1 id="login-title"><img src=${new URL('../icon.svg', import.meta.url).href} alt="" width="28" height="28" />${t('app.title')}</h1>
        ${session.expired && !this.problem ? html`<p class="note" role="status">${t('login.expired')}</p>` : nothing}
        ${this.#refusal()}
        <label>${t('login.user')}<input name="user" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="64" /></label>
        <label>${t('login.password')}<input name="password" type="password" autocomplete="current-password" required maxlength="1024" /></label>
        <button class="primary" ?disabled=${this.busy}>${this.busy ? t('login.busy') : t('login.submit')}</button>
        <p class="quiet">${t('login.hint')}</p>
        <button type="button" class="ghost" lang=${other} @click=${() => choose(other)}>${other === 'th' ? 'ไทย' : 'English'}</button>
      </form>
    </main>`;
  }
}

customElements.define('login-page', LoginPage);
