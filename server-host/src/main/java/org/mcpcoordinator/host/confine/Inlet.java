package org.mcpcoordinator.host.confine;

import java.nio.file.Path;

/**
 * Where a program in a network of its own is to be reached.
 *
 * @param port on the host's loopback
 * @param inside on its own
 * @param log where what leads there says what hinders it
 */
public record Inlet(int port, int inside, Path log) {}
