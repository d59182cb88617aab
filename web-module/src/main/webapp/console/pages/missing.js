/** What is shown where there is no page, or none for this role. */
import { html } from 'lit';
import { t } from '../i18n.js';
import { View } from '../view.js';

class MissingPage extends View {
  render() {
    return html`<h1>${t('missing.title')}</h1>
      <p>${t('missing.text')} <a href="./">${t('nav.fleet')}</a></p>`;
  }
}

class ForbiddenPage extends View {
  render() {
    return html`<h1>${t('forbidden.title')}</h1>
      <p>${t('forbidden.text')}</p>`;
  }
}

customElements.define('missing-page', MissingPage);
customElements.define('forbidden-page', ForbiddenPage);
