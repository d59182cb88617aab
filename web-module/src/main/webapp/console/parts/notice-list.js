/** What callers have noticed of copies since the page was opened: who is left alone, who is back. Empty while all is well. */
import { html, nothing } from 'lit';
import { dateTime } from '../format.js';
import { t } from '../i18n.js';
import { store } from '../store.js';
import { View } from '../view.js';

/** How each kind looks. */
const MARKS = { EJECTED: 'UNHEALTHY', BACK: 'HEALTHY', PAUSED: 'FAILED', ANSWERS: 'HEALTHY', DRAINED: 'STOPPING' };

class NoticeList extends View {
  connectedCallback() {
    super.connectedCallback();
    this.listen(store, 'notices', () => this.requestUpdate());
  }

  render() {
    if (!store.notices.length) {
      return nothing;
    }
    return html`<section class="card" aria-labelledby="notices-title"><h2 id="notices-title">${t('notice.title')}</h2>
      <ul class="arrivals" id="notices">${store.notices.map(
        (notice) => html`<li data-kind=${notice.kind}><div class="row"><span class="mark" data-s=${MARKS[notice.kind] ?? 'UNHEALTHY'} aria-hidden="true"></span>
          <time class="quiet" datetime=${notice.at}>${dateTime(notice.at)}</time>
          <a href="servers/${encodeURIComponent(notice.server)}">${notice.server}${notice.replica ? `/${notice.replica}` : ''}</a>
          <span>${t(`notice.${notice.kind}`)}</span></div>
          ${notice.why ? html`<span class="quiet">${notice.why}</span>` : nothing}</li>`,
      )}</ul></section>`;
  }
}

customElements.define('notice-list', NoticeList);
