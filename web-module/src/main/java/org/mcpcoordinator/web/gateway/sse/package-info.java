/**
 * Makes servers that speak HTTP+SSE of 2024-11-05 look like servers of Streamable HTTP with sessions. A session of a client is
 * one stream of its server; everything runs on I/O threads and waits for nothing.
 *
 * <p>Takes: requests of Streamable HTTP, and where their server's stream is. Gives: its answers.
 */
@NullMarked
package org.mcpcoordinator.web.gateway.sse;

import org.jspecify.annotations.NullMarked;
