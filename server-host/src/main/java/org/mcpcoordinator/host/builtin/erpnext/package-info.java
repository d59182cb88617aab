/**
 * The type {@code erpnext}: documents of an ERPNext, or of anything else built on Frappe, by its REST interface; or of a
 * local sample store.
 *
 * <p>Takes: an address with a key, and the kinds of documents that are served.
 * <p>Gives: lists, documents, counts, reports; changes only where they are allowed.
 * <p>Never: serves a kind that is not on the list; tells the key.
 */
@NullMarked
package org.mcpcoordinator.host.builtin.erpnext;

import org.jspecify.annotations.NullMarked;
