package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.fleet.Drift;
import org.mcpcoordinator.fleet.DriftKind;
import org.mcpcoordinator.fleet.Drifts;

/** Differences between what is wished, what is recorded and what runs. */
@Path("drift")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class DriftResource {
    @Inject
    Drifts drifts;

    /** The open ones first, then those of the last seven days. */
    @GET
    @Route(does = "Lists the differences between wish, record and what runs: open ones, then those of the last week")
    public ListView<DriftView> list() {
        return ListView.of(drifts.list().stream().map(DriftView::of).toList());
    }

    /**
     * A difference.
     *
     * @param name the server's name
     * @param replica 0 for the first copy
     * @param host where it was found
     * @param kind what differs
     * @param detail one sentence
     * @param mended true if it is mended, false if it is only reported
     * @param foundAt when
     * @param healedAt when it was no longer there; absent while it is
     */
    public record DriftView(
            String name,
            int replica,
            String host,
            DriftKind kind,
            String detail,
            boolean mended,
            Instant foundAt,
            @Nullable Instant healedAt) {
        static DriftView of(Drift drift) {
            return new DriftView(
                    drift.key().server(),
                    drift.key().replica(),
                    drift.host(),
                    drift.kind(),
                    drift.detail(),
                    drift.mended(),
                    drift.foundAt(),
                    drift.healedAt());
        }
    }
}
