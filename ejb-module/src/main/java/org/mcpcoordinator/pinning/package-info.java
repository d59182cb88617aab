/**
 * What tools may say of themselves: keeps the words a model has been shown, and holds a tool that says something else
 * until a person has approved that.
 *
 * <p>Takes: what servers list.
 * <p>Gives: what of it may be offered.
 * <p>Flow: {@code access -> cluster -> catalog -> fleet -> rollout -> runtime -> health -> routing -> finding -> *pinning* -> standby -> insight -> management}
 * <p>Never: asks a server, judges what words mean.
 */
@NullMarked
package org.mcpcoordinator.pinning;

import org.jspecify.annotations.NullMarked;
