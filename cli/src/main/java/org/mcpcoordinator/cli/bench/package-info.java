/**
 * Benchmarks that anyone can repeat: each measures a running installation and holds the figures against must and aim.
 *
 * <p>Takes: an installation. Gives: figures with verdicts, as a table and as JSON. Flow: {@code api -> *bench* -> command}.
 * Never: reports a figure without what it was measured beside.
 */
@NullMarked
package org.mcpcoordinator.cli.bench;

import org.jspecify.annotations.NullMarked;
