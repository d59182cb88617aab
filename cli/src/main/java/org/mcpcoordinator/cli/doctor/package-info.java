/**
 * Whether this machine can carry the product, and what to do where it cannot.
 *
 * <p>Takes: facts of the machine. Gives: findings, each with advice. Flow: {@code terminal, product -> *doctor* -> command}.
 * Never: changes anything.
 */
@NullMarked
package org.mcpcoordinator.cli.doctor;

import org.jspecify.annotations.NullMarked;
