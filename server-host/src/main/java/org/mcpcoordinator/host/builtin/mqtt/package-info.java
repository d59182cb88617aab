/**
 * The type {@code mqtt}: topics of one MQTT broker, read within a time limit, published to where that is allowed; or a
 * local sample topic store.
 *
 * <p>Takes: a broker's address and account, and which topics may be read and written.
 * <p>Gives: topics that were seen, their messages, publishing.
 * <p>Never: stays connected between two calls; passes on what is not on the list.
 */
@NullMarked
package org.mcpcoordinator.host.builtin.mqtt;

import org.jspecify.annotations.NullMarked;
