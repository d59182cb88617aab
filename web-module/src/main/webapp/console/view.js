/** What all elements of the console share: light DOM (one set of styles), the language, subscriptions. */
import { LitElement } from 'lit';
import { Problem } from './api.js';
import { i18n } from './i18n.js';

export class View extends LitElement {
  /** @type {(() => void)[]} */
  #leave = [];

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.listen(i18n, 'change', () => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#leave.forEach((leave) => leave());
    this.#leave = [];
  }

  /**
   * Listens until the element leaves the page; to be called from connectedCallback.
   *
   * @param {EventTarget} source
   * @param {string} type
   * @param {(event: any) => void} heard
   */
  listen(source, type, heard) {
    source.addEventListener(type, heard);
    this.#leave.push(() => source.removeEventListener(type, heard));
  }

  /** Repeats until the element leaves the page, not while the page is hidden. @param {number} millis @param {() => void} act */
  every(millis, act) {
    const timer = setInterval(() => document.hidden || act(), millis);
    this.#leave.push(() => clearInterval(timer));
  }
}

/** Something fetched: nothing yet, a value, or a problem. An older value stays while the newer one is under way. */
export class Fetched {
  /** @type {any} */
  value = undefined;
  /** @type {Problem | null} */
  problem = null;
  busy = false;
  #turn = 0;

  /** @param {import('lit').ReactiveElement} host redrawn at each change */
  constructor(host) {
    this.host = host;
  }

  /** @param {() => Promise<any>} ask */
  async load(ask) {
    this.#turn += 1;
    const turn = this.#turn;
    this.busy = true;
    this.host.requestUpdate();
    try {
      const value = await ask();
      if (turn === this.#turn) {
        this.value = value;
        this.problem = null;
      }
    } catch (failure) {
      if (turn === this.#turn) {
        this.problem = problemFrom(failure);
      }
    }
    if (turn === this.#turn) {
      this.busy = false;
      this.host.requestUpdate();
    }
  }
}

/** @param {unknown} failure @returns {Problem} */
export function problemFrom(failure) {
  return failure instanceof Problem ? failure : new Problem({ code: 'CONSOLE', detail: String(failure) });
}
