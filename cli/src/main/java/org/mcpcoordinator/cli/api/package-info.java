/**
 * An installation as seen from outside: its REST API.
 *
 * <p>Takes: an address and a token, or the data folder of {@code up}. Gives: JSON, or the problem as a sentence. Flow:
 * {@code terminal, product -> *api* -> command}. Never: sends the kept password anywhere but to the address {@code up}
 * wrote down.
 */
@NullMarked
package org.mcpcoordinator.cli.api;

import org.jspecify.annotations.NullMarked;
