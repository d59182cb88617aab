package org.mcpcoordinator.outbound;

import java.net.InetAddress;
import java.util.EnumSet;
import java.util.function.UnaryOperator;

/** A rule for which names lead where a test wants it. */
public final class TestingOutbound {
    private TestingOutbound() {}

    /** @param addresses the number of each name */
    public static Outbound leading(UnaryOperator<String> addresses) {
        return new Outbound(
                EnumSet.of(Kind.PUBLIC, Kind.PRIVATE, Kind.LOOPBACK),
                host -> new InetAddress[] {InetAddress.getByName(addresses.apply(host))},
                address -> false);
    }
}
