package org.mcpcoordinator.cli.product;

/**
 * One process of the product.
 *
 * @param name for people
 * @param running whether it lives
 * @param pid its process; 0 if it does not live
 * @param where it listens or lies
 */
public record Part(String name, boolean running, long pid, String where) {}
