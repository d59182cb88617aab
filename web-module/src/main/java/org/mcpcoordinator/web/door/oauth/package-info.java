/**
 * The gateway as something that authorization servers give tokens for: who they are, what their tokens must say, and what of
 * that is told to clients (RFC 9728). Nothing of it is there where no issuer is set.
 *
 * <p>Takes: a token as it came, and the path it came for.
 * <p>Gives: the caller, or nobody.
 * <p>Flow: {@code door -> *door.oauth* -> access.Caller}
 * <p>Never: waits on an I/O thread, or keeps a token's text.
 */
@NullMarked
package org.mcpcoordinator.web.door.oauth;

import org.jspecify.annotations.NullMarked;
