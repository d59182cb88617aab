/**
 * The type {@code mail}: one mailbox by IMAP, and sending by SMTP to allowed recipients; or a local sample mailbox.
 *
 * <p>Takes: addresses and accounts of servers, and who may be written to.
 * <p>Gives: folders, searches, messages as text; mails that were handed over.
 * <p>Never: writes to anybody who is not on the list; changes or deletes a message.
 */
@NullMarked
package org.mcpcoordinator.host.builtin.mail;

import org.jspecify.annotations.NullMarked;
