package org.mcpcoordinator.cli.product;

import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.terminal.Refusal;

/** Chooses ports at the first start, keeps them afterwards, and moves them only when one is named. */
final class PortChoice {
    private static final int FIRST_HTTP = 8480;
    private static final int FIRST_MANAGEMENT = 9990;
    private static final int FIRST_POSTGRES = 5480;
    private static final int FIRST_SERVER_HTTP = 8580;
    private static final int FIRST_SERVER_HTTPS = 8680;

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
        return file;
    }

    /**
     * For a product about to start.
     *
     * @param postgresRuns whether PostgreSQL runs on its kept port already
     */
    UpFile starting(boolean postgresRuns, String java) {
        int base = wish.portBase() != null ? wish.portBase() : kept(UpFile::portBase, UpFile.DEFAULT_PORT_BASE);
        UpFile.checkPortBase(base);
        return new UpFile(
                named(wish.httpPort(), UpFile::httpPort, FIRST_HTTP, "HTTP", "--http-port"),
                named(
                        wish.managementPort(),
                        UpFile::managementPort,
                        FIRST_MANAGEMENT,
                        "WildFly's management",
                        "--management-port"),
                postgresRuns ? kept(UpFile::postgresPort, 0) : ports.near(kept(UpFile::postgresPort, FIRST_POSTGRES)),
                ports.near(kept(UpFile::serverHttpPort, FIRST_SERVER_HTTP)),
                ports.near(kept(UpFile::serverHttpsPort, FIRST_SERVER_HTTPS)),
                base,
                java);
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
        if (wished != null && wished != running) {
            throw Refusal.refused(
                    "it runs with " + option + " " + running + "; say down first to move it to " + wished);
        }
    }
}
