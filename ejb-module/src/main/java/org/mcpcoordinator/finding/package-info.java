/**
 * What tools there are to be found: takes their declarations apart into words and ranks them by what somebody asks for.
 *
 * <p>Takes: what servers offer.
 * <p>Gives: the tools that answer a question, best first.
 * <p>Flow: {@code access -> cluster -> catalog -> fleet -> rollout -> runtime -> health -> routing -> *finding* -> standby -> insight -> management}
 * <p>Never: calls a tool, decides who may see a server.
 */
@NullMarked
package org.mcpcoordinator.finding;

import org.jspecify.annotations.NullMarked;
