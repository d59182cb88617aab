/** A fleet file where a file of another tool was wanted: it is planned as it is, and each of its servers can be tried before. */
import { html } from 'lit';
import { t } from '../i18n.js';
import { View } from '../view.js';
import { namesIn } from './import-text.js';
import './trial.js';

class FleetFile extends View {
  static properties = { text: { type: String }, busy: { type: Boolean } };

  #server = '';

  constructor() {
    super();
    this.text = '';
    this.busy = false;
  }

  render() {
    return html`<section class="card note"><p>${t('add.isFleet')}</p>
      <button type="button" id="plan-fleet" ?disabled=${this.busy} @click=${() => this.dispatchEvent(new CustomEvent('plan'))}>${t('add.planFleet')}</button>
      <details class="fold" id="try-fleet"><summary>${t('add.tryOne')}</summary>
        <label class="field">${t('add.tryWhich')}<input name="tried" list="fleet-servers" maxlength="64" autocomplete="off"
          @input=${(/** @type {any} */ event) => { this.#server = event.target.value.trim(); }} />
          <datalist id="fleet-servers">${namesIn(this.text).map((name) => html`<option value=${name}></option>`)}</datalist></label>
        <server-trial .wish=${() => ({ file: this.text, ...(this.#server ? { server: this.#server } : {}) })}></server-trial>
      </details></section>`;
  }
}

customElements.define('fleet-file', FleetFile);
