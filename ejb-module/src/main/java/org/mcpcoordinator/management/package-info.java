/**
 * MXBeans for JMX.
 *
 * <p>Takes: calls of operators over JMX.
 * <p>Gives: attributes, operations, notifications.
 * <p>Flow: {@code access -> cluster -> catalog -> fleet -> rollout -> runtime -> health -> routing -> insight -> *management*}
 * <p>Never: bypasses roles.
 */
@NullMarked
package org.mcpcoordinator.management;

import org.jspecify.annotations.NullMarked;
