package org.mcpcoordinator.cli.product;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.terminal.Refusal;

/** Chooses ports at the first start, keeps them afterwards, and moves them only when one is named. */
final class PortChoice {
    private static final int FIRST_HTTP = 8480;
    private static final int FIRST_MANAGEMENT = 9990;
    private static final int FIRST_POSTGRES = 5480;
    private static final int FIRST_SERVER_HTTP = 8580;
    private static final int FIRST_SERVER_HTTPS = 8680;
    private static final int FIRST_CLUSTER = 7600;

    private final Product.Wish wish;
    private final Optional<UpFile> kept;
    private final Ports ports;

    PortChoice(Product.Wish wish, Optional<UpFile> kept, Taken taken) {
        this.wish = wish;
        this.kept = kept;
        this.ports = new Ports(taken);
    }

    /** What a product that runs has; refuses when something else was named. */
    UpFile running() {
        UpFile file = kept.orElseThrow(() -> Refusal.failed("WildFly runs, but up.json is missing; say down first"));
        refuseOther(wish.httpPort(), file.httpPort(), "--http-port");
        refuseOther(wish.managementPort(), file.managementPort(), "--management-port");
        refuseOther(wish.portBase(), file.portBase(), "--port-base");
        refuseOther(wish.nodes(), file.nodes().size(), "--nodes", "; nodes add and nodes remove do that while it runs");
        return file;
    }

    /**
     * For a product about to start.
     *
     * @param postgresRuns whether PostgreSQL runs on its kept port already
     * @param balancer whether there is one to put in front of several nodes
     */
    UpFile starting(boolean postgresRuns, boolean balancer, String java) {
        int base = wish.portBase() != null ? wish.portBase() : kept(UpFile::portBase, UpFile.DEFAULT_PORT_BASE);
        UpFile.checkPortBase(base);
        int http = named(wish.httpPort(), UpFile::httpPort, FIRST_HTTP, "HTTP", "--http-port");
        int management = named(
                wish.managementPort(),
                UpFile::managementPort,
                FIRST_MANAGEMENT,
                "WildFly's management",
                "--management-port");
        int postgres =
                postgresRuns ? kept(UpFile::postgresPort, 0) : ports.near(kept(UpFile::postgresPort, FIRST_POSTGRES));
        int serverHttp = ports.near(kept(UpFile::serverHttpPort, FIRST_SERVER_HTTP));
        int serverHttps = ports.near(kept(UpFile::serverHttpsPort, FIRST_SERVER_HTTPS));
        int nodes =
                wish.nodes() != null ? wish.nodes() : kept(file -> file.nodes().size(), 1);
        return new UpFile(
                http,
                management,
                postgres,
                serverHttp,
                serverHttps,
                base,
                java,
                nodes == 1 ? List.of() : cluster(nodes, balancer, http, management, serverHttp, serverHttps));
    }

    private List<UpNode> cluster(
            int nodes, boolean balancer, int http, int management, int serverHttp, int serverHttps) {
        List<UpNode> all = new ArrayList<>();
        List<Integer> numbers = numbers(nodes);
        all.add(new UpNode(
                1,
                balancer ? another(1, UpNode::httpPort, http) : http,
                management,
                serverHttp,
                serverHttps,
                another(1, UpNode::clusterPort, FIRST_CLUSTER)));
        numbers.stream().skip(1).forEach(number -> all.add(node(number, all.get(0))));
        return all;
    }

    /** What they were called, in order, then what nobody is called. */
    private List<Integer> numbers(int nodes) {
        List<Integer> before = kept.stream()
                .flatMap(file -> file.nodes().stream())
                .map(UpNode::number)
                .toList();
        return Stream.concat(
                        before.stream(),
                        IntStream.iterate(1, number -> number + 1).boxed().filter(number -> !before.contains(number)))
                .limit(nodes)
                .sorted()
                .toList();
    }

    /** For a cluster that runs and gets so many nodes more. */
    UpFile grown(int more) {
        UpFile file = kept.orElseThrow();
        ports.keep(file.ports());
        List<UpNode> all = new ArrayList<>(file.cluster());
        List<Integer> there = all.stream().map(UpNode::number).toList();
        numbers(all.size() + more).stream()
                .filter(number -> !there.contains(number))
                .forEach(number -> all.add(node(number, all.get(0))));
        all.sort(Comparator.comparingInt(UpNode::number));
        return file.with(all);
    }

    /** One more node beside the first. */
    private UpNode node(int number, UpNode first) {
        return new UpNode(
                number,
                another(number, UpNode::httpPort, first.httpPort()),
                another(number, UpNode::managementPort, first.managementPort()),
                another(number, UpNode::serverHttpPort, first.serverHttpPort()),
                another(number, UpNode::serverHttpsPort, first.serverHttpsPort()),
                another(number, UpNode::clusterPort, first.clusterPort()));
    }

    /** The port that node had, or the next free one above another. */
    private int another(int number, ToIntFunction<UpNode> port, int above) {
        return ports.near(kept.stream()
                .flatMap(file -> file.cluster().stream())
                .filter(node -> node.number() == number)
                .mapToInt(port)
                .findFirst()
                .orElse(above));
    }

    private int named(@Nullable Integer wished, ToIntFunction<UpFile> port, int first, String purpose, String option) {
        if (wished != null) {
            return ports.exactly(wished, purpose, option);
        }
        return kept.map(file -> ports.exactly(port.applyAsInt(file), purpose + ", kept from the first start", option))
                .orElseGet(() -> ports.near(first));
    }

    private int kept(ToIntFunction<UpFile> port, int usual) {
        return kept.map(port::applyAsInt).orElse(usual);
    }

    private static void refuseOther(@Nullable Integer wished, int running, String option) {
        refuseOther(wished, running, option, "");
    }

    private static void refuseOther(@Nullable Integer wished, int running, String option, String orElse) {
        if (wished != null && wished != running) {
            throw Refusal.refused(
                    "it runs with " + option + " " + running + "; say down first to move it to " + wished + orElse);
        }
    }
}
