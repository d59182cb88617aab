/**
 * What holds programs of other people apart: from each other, from the product, and from the machine.
 *
 * <p>Takes: the limits of a server, and what of the network it may reach; what this host has: control groups, namespaces, tools of util-linux.
 * <p>Gives: words to stand before a program's own, which end by becoming that program; and which means enforce what.
 * <p>Flow: {@code *host.confine* <- host.agent}
 * <p>Never: starts a shell; pretends that a limit is enforced where it is not.
 */
@NullMarked
package org.mcpcoordinator.host.confine;

import org.jspecify.annotations.NullMarked;
