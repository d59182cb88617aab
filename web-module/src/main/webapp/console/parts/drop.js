/** A place to drop a file on. */
import { html } from 'lit';

/** @param {(file: File | undefined) => void} take @param {unknown} body */
export const dropZone = (take, body) => html`<div class="drop" @dragover=${(event) => over(event, true)} @dragleave=${(event) => over(event, false)}
  @drop=${(event) => { over(event, false); take(event.dataTransfer?.files[0]); }}>${body}</div>`;

/** @param {DragEvent} event @param {boolean} inside */
function over(event, inside) {
  event.preventDefault();
  /** @type {HTMLElement} */ (event.currentTarget).toggleAttribute('data-over', inside);
}
