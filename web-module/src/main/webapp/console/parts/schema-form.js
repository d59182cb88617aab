/** A form made from a tool's input schema; what it cannot draw is typed as JSON. */
import '@vaadin/checkbox/vaadin-checkbox.js';
import '@vaadin/integer-field/vaadin-integer-field.js';
import '@vaadin/number-field/vaadin-number-field.js';
import '@vaadin/select/vaadin-select.js';
import '@vaadin/text-area/vaadin-text-area.js';
import '@vaadin/text-field/vaadin-text-field.js';
import { html, nothing } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { t } from '../i18n.js';
import { View } from '../view.js';
import { collect, fieldsOf } from './schema.js';

class SchemaForm extends View {
  static properties = { schema: { attribute: false }, busy: { type: Boolean }, mistakes: { state: true } };

  constructor() {
    super();
    /** @type {any} */
    this.schema = {};
    this.busy = false;
    /** @type {Record<string, string>} */
    this.mistakes = {};
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    /** @type {Record<string, any>} */
    const given = {};
    for (const control of /** @type {NodeListOf<any>} */ (this.querySelectorAll('[data-field]'))) {
      given[control.dataset.field] = control.localName === 'vaadin-checkbox' ? control.checked : control.value;
    }
    const { values, mistakes } = collect(fieldsOf(this.schema), given);
    this.mistakes = Object.fromEntries(Object.entries(mistakes).map(([name, key]) => [name, t(key)]));
    if (Object.keys(mistakes).length) {
      /** @type {any} */ (this.querySelector(`[data-field="${CSS.escape(Object.keys(mistakes)[0])}"]`))?.focus();
      return;
    }
    this.dispatchEvent(new CustomEvent('fill', { detail: values }));
  }

  /** @param {import('./schema.js').Field} field */
  #control(field) {
    const help = field.description ?? '';
    const wrong = this.mistakes[field.name];
    const initial = field.initial;
    switch (field.kind) {
      case 'boolean':
        return html`<vaadin-checkbox data-field=${field.name} label=${field.name} .helperText=${help} .checked=${initial === 'true'}></vaadin-checkbox>`;
      case 'enum':
        return html`<vaadin-select data-field=${field.name} label=${field.name} .helperText=${help} .value=${initial} ?required=${field.required}
          .items=${[...(field.required ? [] : [{ label: '–', value: '' }]), ...field.choices.map((choice) => ({ label: choice, value: choice }))]}
          ?invalid=${Boolean(wrong)} .errorMessage=${wrong ?? ''} manual-validation></vaadin-select>`;
      case 'integer':
        return html`<vaadin-integer-field data-field=${field.name} label=${field.name} .helperText=${help} .value=${initial} ?required=${field.required}
          min=${ifDefined(field.minimum)} max=${ifDefined(field.maximum)} step-buttons-visible ?invalid=${Boolean(wrong)} .errorMessage=${wrong ?? ''} manual-validation></vaadin-integer-field>`;
      case 'number':
        return html`<vaadin-number-field data-field=${field.name} label=${field.name} .helperText=${help} .value=${initial} ?required=${field.required}
          step="any" ?invalid=${Boolean(wrong)} .errorMessage=${wrong ?? ''} manual-validation></vaadin-number-field>`;
      case 'json':
        return html`<vaadin-text-area data-field=${field.name} label="${field.name} (JSON)" .helperText=${help} .value=${initial} ?required=${field.required}
          placeholder=${field.example} ?invalid=${Boolean(wrong)} .errorMessage=${wrong ?? ''} manual-validation></vaadin-text-area>`;
      default:
        return html`<vaadin-text-area data-field=${field.name} label=${field.name} .helperText=${help} .value=${initial} ?required=${field.required}
          min-rows="1" ?invalid=${Boolean(wrong)} .errorMessage=${wrong ?? ''} manual-validation></vaadin-text-area>`;
    }
  }

  render() {
    const fields = fieldsOf(this.schema);
    return html`<form class="schema-form" novalidate @submit=${this.#submit}>
      ${fields.length ? fields.map((field) => this.#control(field)) : html`<p class="quiet">${t('tool.noArguments')}</p>`}
      <div class="row"><button class="primary" ?disabled=${this.busy}>${this.busy ? t('tool.calling') : t('tool.call')}</button>${nothing}</div>
    </form>`;
  }
}

customElements.define('schema-form', SchemaForm);
