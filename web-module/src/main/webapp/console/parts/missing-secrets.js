/** Fields for secrets that are named and not set. What is typed goes to the store, nowhere else. */
import { html } from 'lit';
import { t } from '../i18n.js';
import { session } from '../session.js';

/**
 * @param {[string, string, string][]} missing the secret's name, what it is for, its server
 * @param {Map<string, string>} values by name; filled in as they are typed
 */
export function missingSecrets(missing, values) {
  const may = session.can('admin');
  return html`<section class="card" id="missing">
    <h2>${t('add.missing')}</h2>
    <p class="quiet">${t(may ? 'add.missingText' : 'add.missingAdmin')}</p>
    <form class="terms" @submit=${(/** @type {Event} */ event) => event.preventDefault()}>${missing.map(([name, field, server]) => may
      ? html`<label class="field"><span><b>${server}</b> · ${field}</span>
          <input type="password" name=${name} autocomplete="new-password" maxlength="65536" .value=${values.get(name) ?? ''}
            @input=${(event) => values.set(name, event.target.value)} /><code class="quiet">${name}</code></label>`
      : html`<span><b>${server}</b> · ${field} <code class="quiet">${name}</code></span>`)}</form>
  </section>`;
}
