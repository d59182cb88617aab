/** The live feed: `/ws/live` with back-off, and asking every few seconds while there is none. */
import { api, itemsOf } from './api.js';
import { isOpen, store } from './store.js';

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
const ASK_EVERY = 5_000;
/** After so long a silence the server is asked whether it is still there: a cut line does not always say so. */
const SILENCE = 10_000;
/** After so many refused connections in a row the API is asked instead, while we go on trying. */
const TRIES_BEFORE_ASKING = 2;

class Live {
  /** @type {WebSocket | null} */
  #socket = null;
  #tries = 0;
  #timer = 0;
  #asking = 0;
  #running = false;
  #heardAt = 0;
  #watch = 0;

  start() {
    if (this.#running) {
      return;
    }
    this.#running = true;
    addEventListener('online', this.#now);
    document.addEventListener('visibilitychange', this.#now);
    this.#watch = setInterval(() => this.#listen(), SILENCE / 2);
    this.#connect();
  }

  stop() {
    this.#running = false;
    removeEventListener('online', this.#now);
    document.removeEventListener('visibilitychange', this.#now);
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
    this.#stopAsking();
    this.#socket?.close();
    this.#socket = null;
    store.linked('connecting');
  }

  #now = () => {
    if (this.#running && !this.#socket && !document.hidden) {
      clearTimeout(this.#timer);
      this.#connect();
    }
  };

  #connect() {
    const socket = new WebSocket(new URL('/ws/live', location.href.replace(/^http/, 'ws')));
    this.#socket = socket;
    socket.onmessage = (event) => {
      if (this.#socket === socket) {
        this.#hear(JSON.parse(event.data));
      }
    };
    socket.onclose = () => {
      if (this.#socket === socket) {
        this.#socket = null;
        this.#again();
      }
    };
  }

  /** Asks into a silence; no answer means that the line is dead, whatever the socket says. */
  async #listen() {
    const socket = this.#socket;
    if (store.link !== 'live' || !socket || Date.now() - this.#heardAt < SILENCE) {
      return;
    }
    try {
      await api.fleet(AbortSignal.timeout(SILENCE));
      this.#heardAt = Date.now();
    } catch {
      if (this.#socket === socket) {
        this.#socket = null;
        socket.close();
        this.#again();
      }
    }
  }

  /** @param {any} message */
  #hear(message) {
    this.#heardAt = Date.now();
    if (message.type === 'hello') {
      this.#tries = 0;
      this.#stopAsking();
      store.reset(message.servers ?? [], message.fleet ?? null);
      store.roll(message.rollout ?? null);
      store.linked('live');
    } else if (message.type === 'moves') {
      store.move(message.items ?? [], message.gone ?? [], message.fleet ?? null);
    } else if (message.type === 'rollout') {
      store.roll(message.rollout);
    } else if (message.type === 'balance') {
      store.notice(message.items ?? []);
    }
  }

  #again() {
    if (!this.#running) {
      return;
    }
    this.#tries += 1;
    if (this.#tries >= TRIES_BEFORE_ASKING && !this.#asking) {
      this.#asking = setInterval(() => this.#ask(), ASK_EVERY);
      this.#ask();
    } else if (!this.#asking) {
      store.linked('connecting');
    }
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.#tries - 1)) * (0.7 + Math.random() * 0.6);
    this.#timer = setTimeout(() => this.#connect(), wait);
  }

  async #ask() {
    try {
      const [fleet, servers, rollouts] = await Promise.all([
        api.fleet(),
        allServers(),
        api.rollouts().catch(() => ({ items: [] })),
      ]);
      if (this.#asking) {
        store.reset(servers, fleet);
        store.roll(itemsOf(rollouts).find(isOpen) ?? null);
        store.linked('polling');
      }
    } catch {
      if (this.#asking) {
        store.linked('lost');
      }
    }
  }

  #stopAsking() {
    clearInterval(this.#asking);
    this.#asking = 0;
  }
}

/** All pages of the servers. */
async function allServers() {
  const all = [];
  for (let page = 0; ; page += 1) {
    const answer = await api.servers({ page, size: 500 });
    all.push(...itemsOf(answer));
    if (!itemsOf(answer).length || all.length >= (answer.total ?? all.length)) {
      return all;
    }
  }
}

export const live = new Live();
