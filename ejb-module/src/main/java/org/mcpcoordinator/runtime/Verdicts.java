package org.mcpcoordinator.runtime;

import java.util.Optional;
import java.util.stream.Stream;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.fleet.Tries;

/** What the agent says of a server, in the fleet's words. */
final class Verdicts {
    private Verdicts() {}

    /** The observation, if there is anything to tell. */
    static Optional<Observation> of(ServerStatus status) {
        long generation = status.version().generation();
        return switch (status.state()) {
            case RUNNING ->
                Optional.of(new Observation.Started(status.key(), generation, status.attempt(), status.pid()));
            case BACKOFF -> backoff(status, generation);
            case FAILED ->
                Optional.of(
                        new Observation.GivenUp(status.key(), generation, reason(status.reason()), status.detail()));
            case STOPPED -> Optional.of(new Observation.Gone(status.key(), generation));
            case STARTING, EXITED -> Optional.empty();
        };
    }

    /** That a newer version was refused, if one was. */
    static Optional<Observation> refusal(ServerStatus status) {
        ServerStatus.Refused refused = status.refused();
        return refused == null
                ? Optional.empty()
                : Optional.of(new Observation.GivenUp(
                        status.key(), refused.version().generation(), reason(refused.reason()), refused.detail()));
    }

    /** What is to be remembered of its tries, if anything. */
    static Optional<Observation> tries(ServerStatus status) {
        Tries tries = status.tries();
        return tries == null
                ? Optional.empty()
                : Optional.of(
                        new Observation.Retrying(status.key(), status.version().generation(), tries));
    }

    /** What had ended and keeps its place is on its way back; what is to be replaced is not. */
    private static Optional<Observation> backoff(ServerStatus status, long generation) {
        if (status.ended()) {
            Reason why = reason(status.reason(), Reason.EXITED);
            return Optional.of(new Observation.Exited(
                    status.key(),
                    generation,
                    status.attempt(),
                    status.exitCode(),
                    !status.replace(),
                    why,
                    why == Reason.EXITED ? "" : status.detail()));
        }
        return Optional.of(new Observation.GivenUp(status.key(), generation, reason(status.reason()), status.detail()));
    }

    private static Reason reason(String name) {
        return reason(name, Reason.LAUNCH_FAILED);
    }

    private static Reason reason(String name, Reason unknown) {
        return Stream.of(Reason.values())
                .filter(reason -> reason.name().equals(name))
                .findFirst()
                .orElse(unknown);
    }
}
