/**
 * Which machines and servers of ours there are: hosts, nodes, leases with epochs, announcements between nodes, and
 * what they keep of clients' sessions.
 *
 * <p>Takes: heartbeats.
 * <p>Gives: leases, epochs, announcements.
 * <p>Flow: {@code access -> *cluster* -> catalog -> fleet -> rollout -> runtime -> health -> routing -> insight -> management}
 * <p>Never: lets a cache decide anything.
 */
@NullMarked
package org.mcpcoordinator.cluster;

import org.jspecify.annotations.NullMarked;
