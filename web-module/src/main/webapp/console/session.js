/** Who uses the console, and what that role may do. */
import { api, apiEvents } from './api.js';

/** @typedef {{name: string, role: 'viewer' | 'operator' | 'admin'}} Me */

/** Left in the browser while somebody is signed in; the session itself is a cookie no script can read. */
const TRACE = 'coordinator.signedIn';

const ROLES = ['viewer', 'operator', 'admin'];

/** Emits `change` when somebody signs in or out. */
class Session extends EventTarget {
  /** @type {Me | null} */
  me = null;
  /** True once it is known whether somebody is signed in. */
  known = false;
  /** True after a session that was there has ended. */
  expired = false;

  constructor() {
    super();
    apiEvents.addEventListener('signed-out', () => this.#become(null, this.me !== null));
  }

  /** @param {'viewer' | 'operator' | 'admin'} role */
  can(role) {
    return this.me !== null && ROLES.indexOf(this.me.role) >= ROLES.indexOf(role);
  }

  /** Asks the server who we are, unless nobody has signed in with this browser; a refusal means nobody. */
  async ask() {
    if (localStorage.getItem(TRACE) === null) {
      this.#become(null, false);
      return;
    }
    try {
      this.#become(await api.me(), false);
    } catch (problem) {
      this.#become(null, false);
      if (problem.status !== 401) {
        throw problem;
      }
    }
  }

  /**
   * @param {string} user
   * @param {string} password
   */
  async signIn(user, password) {
    this.#become(await api.login(user, password), false);
  }

  async signOut() {
    try {
      await api.logout();
    } finally {
      this.#become(null, false);
    }
  }

  /**
   * @param {Me | null} me
   * @param {boolean} expired
   */
  #become(me, expired) {
    this.me = me;
    this.known = true;
    this.expired = expired;
    if (me) {
      localStorage.setItem(TRACE, 'yes');
    } else {
      localStorage.removeItem(TRACE);
    }
    this.dispatchEvent(new Event('change'));
  }
}

export const session = new Session();
