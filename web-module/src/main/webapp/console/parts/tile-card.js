/** The card beside the tile that is pointed at or focused: name, state, reason, since. */
import { html, nothing } from 'lit';
import { ago } from '../format.js';
import { t, word } from '../i18n.js';
import { labelOf, store } from '../store.js';
import { View } from '../view.js';

class TileCard extends View {
  static properties = { key: { state: true } };

  constructor() {
    super();
    this.key = '';
    /** @type {HTMLElement | null} */
    this.tile = null;
  }

  /** Watches the tiles below an element. @param {HTMLElement} field */
  watch(field) {
    const show = (/** @type {Event} */ event) => this.#show(/** @type {HTMLElement} */ (event.target).closest('a[data-key]'));
    const hide = () => this.#show(null);
    field.addEventListener('pointerover', show);
    field.addEventListener('focusin', show);
    field.addEventListener('pointerleave', hide);
    field.addEventListener('focusout', hide);
    field.addEventListener('keydown', (event) => event.key === 'Escape' && hide());
  }

  connectedCallback() {
    super.connectedCallback();
    this.id = 'tile-card';
    this.role = 'tooltip';
    this.listen(store, 'moves', (event) => event.detail.has(this.key) && this.requestUpdate());
    this.listen(window, 'scroll', () => this.#show(null));
    this.every(1000, () => this.key && this.requestUpdate());
  }

  /** @param {HTMLElement | null} tile */
  #show(tile) {
    this.tile?.removeAttribute('aria-describedby');
    this.tile = tile;
    this.key = tile?.dataset.key ?? '';
    tile?.setAttribute('aria-describedby', this.id);
  }

  updated() {
    this.hidden = !this.key;
    if (!this.tile || this.hidden) {
      return;
    }
    const tile = this.tile.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this;
    const below = tile.bottom + 6 + height < innerHeight;
    this.style.left = `${Math.max(8, Math.min(innerWidth - width - 8, tile.left - 12))}px`;
    this.style.top = `${below ? tile.bottom + 6 : tile.top - 6 - height}px`;
  }

  render() {
    const server = store.servers.get(this.key);
    if (!server) {
      return nothing;
    }
    return html`<b>${labelOf(server)}</b>
      <span class="state"><span class="mark" data-s=${server.state} aria-hidden="true"></span>${word('state', server.state)}${server.draining ? html` · ${t('state.draining')}` : nothing}</span>
      <span>${word('reason', server.reason)}</span>
      ${server.detail ? html`<span class="quiet">${server.detail}</span>` : nothing}
      <span class="quiet">${t('server.sinceAgo', { ago: ago(server.since) })}${server.port ? html` · ${t('server.portIs', { port: String(server.port) })}` : nothing}</span>`;
  }
}

customElements.define('tile-card', TileCard);
