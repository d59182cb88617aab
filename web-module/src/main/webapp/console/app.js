/** Starts the console: texts, session, live feed, pages. */
import './parts/shell.js';
import { html, nothing } from 'lit';
import { live } from './live.js';
import { speak } from './i18n.js';
import { session } from './session.js';
import { startRouting } from './routes.js';
import { problemFrom, View } from './view.js';
import { problemBox } from './parts/problem.js';

class CoordinatorConsole extends View {
  /** @type {import('./api.js').Problem | null} */
  #problem = null;
  #ready = false;

  connectedCallback() {
    super.connectedCallback();
    this.listen(session, 'change', () => this.#sessionChanged());
    this.#start();
  }

  async #start() {
    try {
      const texts = speak(document.documentElement.lang === 'th' ? 'th' : 'en');
      const [, , failure] = await Promise.all([
        texts,
        import('./pages/fleet.js'),
        session.ask().catch((problem) => problemFrom(problem)),
      ]);
      this.#problem = failure ?? null;
    } catch (failure) {
      this.#problem = problemFrom(failure);
    }
    this.#ready = true;
    this.requestUpdate();
  }

  async #sessionChanged() {
    this.#problem = null;
    if (session.me) {
      live.start();
    } else {
      live.stop();
      await import('./pages/login.js');
    }
    this.requestUpdate();
  }

  /** The outlet appears with the session and goes with it, so the address stays and the page starts anew. */
  updated() {
    const outlet = this.querySelector('main.outlet');
    if (outlet instanceof HTMLElement && !outlet.dataset.routed) {
      outlet.dataset.routed = 'yes';
      startRouting(outlet);
    }
  }

  render() {
    if (!this.#ready) {
      return nothing;
    }
    if (this.#problem) {
      return html`<main class="alone">${problemBox(this.#problem, () => location.reload())}</main>`;
    }
    return session.me
      ? html`<coordinator-shell></coordinator-shell><main class="outlet" id="main" tabindex="-1"></main>`
      : html`<login-page></login-page>`;
  }
}

customElements.define('coordinator-console', CoordinatorConsole);
