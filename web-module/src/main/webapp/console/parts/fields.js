/** Vaadin's fields for forms in dialogs, loaded together when the first dialog needs them. */
import '@vaadin/checkbox/vaadin-checkbox.js';
import '@vaadin/password-field/vaadin-password-field.js';
import '@vaadin/select/vaadin-select.js';
import '@vaadin/text-area/vaadin-text-area.js';
import '@vaadin/text-field/vaadin-text-field.js';
