/**
 * What can be set: system properties coordinator.&lt;room&gt;.&lt;key&gt;, bounded, unknown keys refused.
 *
 * <p>Takes: system properties.
 * <p>Gives: typed values and the clock.
 * <p>Flow: {@code *setting* (beside all)}
 * <p>Never: reads a setting twice in two ways.
 */
@NullMarked
package org.mcpcoordinator.setting;

import org.jspecify.annotations.NullMarked;
