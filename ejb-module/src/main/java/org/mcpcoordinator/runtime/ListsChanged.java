package org.mcpcoordinator.runtime;

import org.mcpcoordinator.fleet.InstanceKey;

/**
 * A program that runs here has said that its tools, prompts or resources are others than before ({@code list_changed}). Its agent
 * hears it whether or not a client listens; fired on the thread of the agent's link.
 *
 * @param key which one
 */
public record ListsChanged(InstanceKey key) {}
