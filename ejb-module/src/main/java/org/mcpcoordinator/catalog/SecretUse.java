package org.mcpcoordinator.catalog;

/**
 * A place where a secret is named.
 *
 * @param fleet the fleet
 * @param server the server of its newest revision
 */
public record SecretUse(String fleet, String server) {}
