/**
 * The fleet as ten blocks of a hundred tiles. Built by hand, not from a template: a change touches one attribute of one
 * element, so that a thousand servers may move at once without a jump.
 */
import { t, word } from '../i18n.js';
import { number } from '../format.js';
import { keyOf, labelOf, store } from '../store.js';

/** The categories in the order of the port layout; their blocks stand before anything is known of them. */
export const CATEGORIES = ['database', 'filesystem', 'api', 'ai-ml', 'version-control', 'dev-tools', 'system-ops', 'communication', 'business', 'iot-hardware'];

const SLOTS = 100;

class Block {
  /** @param {string} id */
  constructor(id) {
    this.id = id;
    this.first = 0;
    this.element = document.createElement('section');
    this.element.className = 'block';
    this.element.dataset.category = id;
    this.heading = document.createElement('h2');
    this.heading.id = `block-${id}`;
    this.ports = document.createElement('span');
    this.ports.className = 'ports';
    this.count = document.createElement('span');
    this.count.className = 'count';
    this.tiles = document.createElement('div');
    this.tiles.className = 'tiles';
    this.tiles.setAttribute('role', 'group');
    this.tiles.setAttribute('aria-labelledby', this.heading.id);
    const head = document.createElement('header');
    head.append(this.heading, this.ports, this.count);
    this.element.append(head, this.tiles);
    for (let slot = 0; slot < SLOTS; slot += 1) {
      this.tiles.append(emptyTile());
    }
  }

  /** The tile of a server's port if it is free, else the first free one, else a new one. @param {number} port */
  place(port) {
    const own = this.first > 0 ? this.tiles.children[port - this.first] : undefined;
    const free = own && !own.hasAttribute('href') ? own : this.tiles.querySelector('a:not([href])');
    if (free) {
      return /** @type {HTMLAnchorElement} */ (free);
    }
    const tile = emptyTile();
    this.tiles.append(tile);
    return tile;
  }

  /** @param {import('../store.js').Category | undefined} figures */
  tell(figures) {
    setText(this.heading, word('category', this.id));
    this.first = figures?.first ?? this.first;
    setText(this.ports, this.first ? portsOf(this.first) : '');
    const healthy = (figures?.states?.HEALTHY ?? 0) + (figures?.states?.SLEEPING ?? 0);
    setText(this.count, figures ? `${number(healthy)} / ${number(figures.desired)}` : '');
    this.count.title = t('fleet.healthyOfWished');
    this.element.toggleAttribute('data-short', Boolean(figures && healthy < figures.desired));
  }
}

export class TileField {
  /** @type {Map<string, Block>} */
  #blocks = new Map();
  /** @type {Map<string, HTMLAnchorElement>} */
  #tiles = new Map();

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    for (const id of CATEGORIES) {
      this.#block(id);
    }
    root.addEventListener('keydown', (event) => this.#walk(event));
    root.addEventListener('focusin', (event) => this.#rove(event));
  }

  /** @param {string} id */
  #block(id) {
    let block = this.#blocks.get(id);
    if (!block) {
      block = new Block(id);
      this.#blocks.set(id, block);
      this.root.append(block.element);
    }
    return block;
  }

  /** Names, ranges and counts of the blocks. */
  tell() {
    const known = new Map((store.fleet?.categories ?? []).map((category) => [category.id, category]));
    for (const id of known.keys()) {
      this.#block(id);
    }
    this.#blocks.forEach((block, id) => block.tell(known.get(id)));
  }

  /** Everything anew; tiles keep their places where the servers are the same. */
  reset() {
    this.tell();
    for (const [key, tile] of this.#tiles) {
      if (!store.servers.has(key)) {
        clear(tile);
        this.#tiles.delete(key);
      }
    }
    const servers = [...store.servers.values()].sort((a, b) => a.port - b.port || a.name.localeCompare(b.name));
    servers.forEach((server) => this.#show(server));
    this.#blocks.forEach((block) => {
      if (!block.tiles.querySelector('a[href][tabindex="0"]')) {
        block.tiles.querySelector('a[href]')?.setAttribute('tabindex', '0');
      }
    });
  }

  /** Only what changed. @param {Set<string>} keys */
  update(keys) {
    for (const key of keys) {
      const server = store.servers.get(key);
      const tile = this.#tiles.get(key);
      if (server) {
        this.#show(server);
      } else if (tile) {
        clear(tile);
        this.#tiles.delete(key);
      }
    }
  }

  /** @param {import('../store.js').Server} server */
  #show(server) {
    const key = keyOf(server);
    let tile = this.#tiles.get(key);
    if (!tile) {
      tile = this.#block(server.category).place(server.port);
      tile.href = `servers/${encodeURIComponent(server.name)}`;
      tile.dataset.key = key;
      tile.tabIndex = -1;
      tile.removeAttribute('aria-hidden');
      this.#tiles.set(key, tile);
    }
    if (tile.dataset.s !== server.state) {
      tile.dataset.s = server.state;
    }
    if (tile.hasAttribute('data-drain') !== server.draining) {
      tile.toggleAttribute('data-drain', server.draining);
    }
    const label = `${labelOf(server)}: ${word('state', server.state)}`;
    if (tile.ariaLabel !== label) {
      tile.ariaLabel = label;
    }
  }

  /** Arrow keys walk inside a block; Tab goes from block to block. @param {KeyboardEvent} event */
  #walk(event) {
    const tile = /** @type {HTMLElement} */ (event.target).closest('a.t');
    const tiles = tile?.parentElement;
    if (!tile || !tiles) {
      return;
    }
    const all = /** @type {HTMLElement[]} */ ([...tiles.querySelectorAll('a[href]')]);
    const at = all.indexOf(/** @type {HTMLElement} */ (tile));
    const wide = getComputedStyle(tiles).gridTemplateColumns.split(' ').length;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: wide, ArrowUp: -wide, Home: -at, End: all.length - 1 - at }[event.key];
    if (step === undefined) {
      return;
    }
    event.preventDefault();
    all[Math.min(all.length - 1, Math.max(0, at + step))]?.focus();
  }

  /** One tile per block can be reached by Tab: the one last visited. @param {FocusEvent} event */
  #rove(event) {
    const tile = /** @type {HTMLElement} */ (event.target).closest('a.t');
    tile?.parentElement?.querySelectorAll('a[tabindex="0"]').forEach((other) => other.setAttribute('tabindex', '-1'));
    tile?.setAttribute('tabindex', '0');
  }
}

/** For example 3100–99, and 3150–3249 where the layout starts in the middle. @param {number} first */
const portsOf = (first) => `${first}–${first % SLOTS ? first + SLOTS - 1 : SLOTS - 1}`;

function emptyTile() {
  const tile = document.createElement('a');
  tile.className = 't';
  tile.ariaHidden = 'true';
  return tile;
}

/** @param {HTMLAnchorElement} tile */
function clear(tile) {
  for (const name of ['href', 'data-s', 'data-key', 'data-drain', 'aria-label', 'tabindex']) {
    tile.removeAttribute(name);
  }
  tile.ariaHidden = 'true';
}

/** @param {HTMLElement} element @param {string} text */
function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
