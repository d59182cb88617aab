/**
 * What can go wrong, once: stable codes, HTTP statuses, sentences.
 *
 * <p>Takes: nothing.
 * <p>Gives: ProblemCode and ProblemException, for every other package.
 * <p>Flow: {@code *problem* (beside all)}
 * <p>Never: knows another package.
 */
@NullMarked
package org.mcpcoordinator.problem;

import org.jspecify.annotations.NullMarked;
