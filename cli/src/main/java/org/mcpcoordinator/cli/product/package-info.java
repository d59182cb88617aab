/**
 * The product on this machine, as {@code up} starts it and {@code down} stops it: data folder, ports, passwords, embedded
 * PostgreSQL, WildFly, host agent.
 *
 * <p>Takes: the built EAR, the scripts of wildfly-config, a data folder. Gives: a running product and the file
 * {@code up.json} that tells other commands where it is. Flow: database, server home, configuration, agent, WildFly. Never:
 * touches a process whose start time is not the one written down.
 */
@NullMarked
package org.mcpcoordinator.cli.product;

import org.jspecify.annotations.NullMarked;
