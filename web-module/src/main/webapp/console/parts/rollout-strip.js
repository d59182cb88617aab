/** The open rollout in one line, above the fleet. */
import { html, nothing } from 'lit';
import { duration } from '../format.js';
import { t } from '../i18n.js';
import { isOpen, store } from '../store.js';
import { View } from '../view.js';
import { phaseBar } from './phase-bar.js';
import { rolloutMark } from './state.js';

class RolloutStrip extends View {
  connectedCallback() {
    super.connectedCallback();
    this.listen(store, 'rollout', () => this.requestUpdate());
  }

  render() {
    const { rollout } = store;
    if (!rollout || !isOpen(rollout)) {
      return nothing;
    }
    return html`<section class="strip card" aria-label=${t('rollout.running')}>
      <div class="strip-head">
        <a href="rollouts/${rollout.id}"><b>${t('rollout.number', { id: String(rollout.id) })}</b></a>${rolloutMark(rollout.state)}
        <span class="quiet">${rollout.fleet} · ${t(`profile.${rollout.profile}`)}</span>
        <span class="spring"></span>
        ${rollout.etaSeconds ? html`<span>${t('rollout.eta', { eta: duration(rollout.etaSeconds) })}</span>` : nothing}
      </div>
      ${phaseBar(rollout)}
    </section>`;
  }
}

customElements.define('rollout-strip', RolloutStrip);
