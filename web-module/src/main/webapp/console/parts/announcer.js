/** Says aloud, for screen readers and at most every few seconds, how many servers turned bad or well. */
import { html } from 'lit';
import { t } from '../i18n.js';
import { store } from '../store.js';
import { View } from '../view.js';

const PAUSE = 5000;

class FleetAnnouncer extends View {
  #last = { FAILED: 0, UNHEALTHY: 0 };
  #said = 0;
  #text = '';

  connectedCallback() {
    super.connectedCallback();
    this.listen(store, 'fleet', () => this.#hear());
  }

  #hear() {
    const now = { FAILED: store.fleet?.states.FAILED ?? 0, UNHEALTHY: store.fleet?.states.UNHEALTHY ?? 0 };
    if (Date.now() - this.#said < PAUSE || (now.FAILED === this.#last.FAILED && now.UNHEALTHY === this.#last.UNHEALTHY)) {
      return;
    }
    this.#last = now;
    this.#said = Date.now();
    this.#text = t('fleet.spoken', { failed: now.FAILED, unhealthy: now.UNHEALTHY });
    this.requestUpdate();
  }

  render() {
    return html`<div class="sr-only" aria-live="polite">${this.#text}</div>`;
  }
}

customElements.define('fleet-announcer', FleetAnnouncer);
