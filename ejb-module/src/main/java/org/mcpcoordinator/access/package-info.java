/**
 * Who may do what: callers and their roles, API tokens, users, secrets, the audit trail.
 *
 * <p>Takes: names, passwords, tokens.
 * <p>Gives: callers, revealed secrets, audit entries.
 * <p>Flow: {@code *access* -> cluster -> catalog -> fleet -> rollout -> runtime -> health -> routing -> insight -> management}
 * <p>Never: logs a secret or decides by a name.
 */
@NullMarked
package org.mcpcoordinator.access;

import org.jspecify.annotations.NullMarked;
