package org.mcpcoordinator.web.door;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.mcpcoordinator.access.Caller;

/**
 * Whom the door asks; not there before the application has started.
 *
 * @param tokens finds the caller of a token by the SHA-256 of its text
 * @param basics knows Basic credentials
 * @param logins checks names and passwords
 * @param accounts ends sessions of accounts that have changed
 * @param identities does what is asked in the caller's name
 * @param clock tells when somebody signed in
 * @param reached is told through which socket, by which scheme, the first request came
 */
record Staff(
        Function<byte[], Optional<Caller>> tokens,
        BasicBook basics,
        Logins logins,
        Accounts accounts,
        Identities identities,
        Clock clock,
        BiConsumer<String, InetSocketAddress> reached) {}
