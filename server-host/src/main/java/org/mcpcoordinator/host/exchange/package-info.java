/**
 * What both doors of this jar do with an HTTP exchange, whoever answers behind them.
 *
 * <p>Takes: an exchange of Undertow, on its I/O thread.
 * <p>Gives: its headers as MCP reads them; answers, with or without the end of the connection.
 * <p>Flow: {@code *host.exchange* <- host.bridge, host.serve}
 * <p>Never: waits.
 */
@NullMarked
package org.mcpcoordinator.host.exchange;

import org.jspecify.annotations.NullMarked;
