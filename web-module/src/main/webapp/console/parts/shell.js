/** The frame around every page: where one is, whether what one sees is live, language, theme, signing out. */
import { html, nothing } from 'lit';
import { choose, language, locale, t } from '../i18n.js';
import { place } from '../routes.js';
import { session } from '../session.js';
import { isOpen, store } from '../store.js';
import { View } from '../view.js';

const PLACES = /** @type {const} */ ([
  ['', 'nav.fleet', 'viewer'],
  ['servers', 'nav.servers', 'viewer'],
  ['tools', 'nav.tools', 'viewer'],
  ['rollouts', 'nav.rollouts', 'viewer'],
  ['revisions', 'nav.revisions', 'viewer'],
  ['nodes', 'nav.nodes', 'viewer'],
  ['users', 'nav.users', 'admin'],
  ['secrets', 'nav.secrets', 'admin'],
  ['upkeep', 'nav.upkeep', 'admin'],
  ['audit', 'nav.audit', 'admin'],
]);

const THEMES = ['auto', 'light', 'dark'];

class Shell extends View {
  connectedCallback() {
    super.connectedCallback();
    const redraw = () => this.requestUpdate();
    this.listen(place, 'change', redraw);
    this.listen(store, 'link', redraw);
    this.listen(store, 'rollout', redraw);
    this.listen(session, 'change', redraw);
  }

  /** Where the places scroll sideways, the present one comes into view; what is old looks old. */
  updated() {
    document.documentElement.dataset.link = store.link;
    this.querySelector('.places [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  #theme() {
    return document.documentElement.dataset.theme ?? 'auto';
  }

  #nextTheme() {
    const next = THEMES[(THEMES.indexOf(this.#theme()) + 1) % THEMES.length];
    if (next === 'auto') {
      localStorage.removeItem('coordinator.theme');
      delete document.documentElement.dataset.theme;
    } else {
      localStorage.setItem('coordinator.theme', next);
      document.documentElement.dataset.theme = next;
    }
    this.requestUpdate();
  }

  #places() {
    const first = location.pathname.replace(/^\/console\/?/, '').split('/')[0];
    const here = first === 'add' ? 'servers' : first;
    return PLACES.filter(([, , role]) => session.can(role)).map(
      ([path, key]) => html`<a
        href=${path === '' ? './' : path}
        aria-current=${here === path ? 'page' : nothing}
        >${t(key)}${path === 'rollouts' && isOpen(store.rollout)
          ? html`<span class="pulse" title=${t('rollout.running')}></span>`
          : nothing}</a
      >`,
    );
  }

  render() {
    const theme = this.#theme();
    const other = language() === 'th' ? 'en' : 'th';
    return html`<a class="skip" href="#main" @click=${skip}>${t('app.skip')}</a>
      <header class="bar">
        <a class="brand" href="./"><img src=${new URL('../icon.svg', import.meta.url).href} alt="" width="22" height="22" />${t('app.title')}</a>
        <span class="link" data-link=${store.link} role="status">${t(`link.${store.link}`)}</span>
        <span class="spring"></span>
        <button type="button" class="ghost" lang=${other} @click=${() => choose(other)}>${other === 'th' ? 'ไทย' : 'English'}</button>
        <button type="button" class="ghost" id="theme" aria-label=${t('theme.label', { theme: t(`theme.${theme}`) })}
          title=${t('theme.label', { theme: t(`theme.${theme}`) })} @click=${() => this.#nextTheme()}>
          <span class="theme-sign" data-theme=${theme} aria-hidden="true"></span><span class="wide">${t(`theme.${theme}`)}</span>
        </button>
        <span class="who"><b>${session.me?.name}</b><span class="wide"> · ${t(`role.${session.me?.role}`)}</span></span>
        <button type="button" class="ghost" @click=${() => session.signOut()}>${t('action.signOut')}</button>
      </header>
      ${store.link === 'lost'
        ? html`<p class="stale" role="alert">${t('link.stale', { at: new Date(store.heardAt || Date.now()).toLocaleTimeString(locale()) })}</p>`
        : nothing}
      <nav class="places" aria-label=${t('nav.label')}>${this.#places()}</nav>`;
  }
}

/** @param {Event} event */
function skip(event) {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

customElements.define('coordinator-shell', Shell);
