import { dedupeMixin } from '@open-wc/dedupe-mixin';

/** @type {WeakMap<Document | ShadowRoot, Set<string>>} */
const applied = new WeakMap();

/**
 * @param {string} styles
 * @param {Document | ShadowRoot} root
 */
function apply(styles, root) {
  const known = applied.get(root) ?? new Set();
  applied.set(root, known);
  if (known.has(styles)) {
    return;
  }
  known.add(styles);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  root.adoptedStyleSheets = [sheet, ...root.adoptedStyleSheets];
}

/** Stands in for Vaadin's mixin of the same name, for the reason told in add-global-styles.js. */
export const SlotStylesMixin = dedupeMixin(
  (superclass) =>
    class extends superclass {
      /** @returns {string[]} */
      get slotStyles() {
        return [];
      }

      connectedCallback() {
        super.connectedCallback();
        const root = this.getRootNode();
        this.slotStyles.forEach((styles) => apply(styles, root));
      }
    },
);
