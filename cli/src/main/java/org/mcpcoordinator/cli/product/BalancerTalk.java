package org.mcpcoordinator.cli.product;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Asks HAProxy over its Unix socket what it thinks of a node. */
record BalancerTalk(Path socket) {
    private static final String UP = "UP";

    /** Whether it knows that node and gives it new calls; empty when it does not answer. */
    Optional<Boolean> gives(String node) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap("show stat\n".getBytes(StandardCharsets.UTF_8)));
            List<String> table = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
            return table.isEmpty()
                    ? Optional.empty()
                    : Optional.of(status(table, node)
                            .filter(status -> status.startsWith(UP))
                            .isPresent());
        } catch (IOException notNow) {
            return Optional.empty();
        }
    }

    /** A node's word in the table for calls, whose columns are named by its first line. */
    static Optional<String> status(List<String> table, String node) {
        if (table.isEmpty()) {
            return Optional.empty();
        }
        int column = Arrays.asList(table.get(0).split(",", -1)).indexOf("status");
        return table.stream()
                .filter(line -> line.startsWith("calls," + node + ","))
                .map(line -> line.split(",", -1)[column])
                .findFirst();
    }
}
