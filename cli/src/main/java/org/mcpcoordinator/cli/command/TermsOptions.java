package org.mcpcoordinator.cli.command;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.mcpcoordinator.cli.api.RolloutRequest;
import picocli.CommandLine.Option;

/** What of a rollout is to differ from its profile. */
final class TermsOptions {
    private static final int MOST_PHASES = 6;
    private static final int ALL = -1;

    @Option(
            names = "--term",
            paramLabel = "NAME=N",
            description = "A number that differs from the profile's, for example batchSize=50 or latencyP95Millis=200;"
                    + " may be repeated. Names and bounds are in docs/operations.md.")
    private Map<String, Integer> numbers = Map.of();

    @Option(names = "--no-canary", description = "No phase of one server per category at the beginning.")
    private boolean noCanary;

    @Option(
            names = "--manual",
            split = ",",
            arity = "0..1",
            fallbackValue = "" + ALL,
            paramLabel = "PHASE",
            description = "Phases, counted from 0, whose end waits to be promoted; without a value every phase.")
    private List<Integer> manual = List.of();

    @Option(names = "--auto-rollback", description = "Go back to the last stable revision if it fails.")
    private boolean autoRollback;

    RolloutRequest.Terms terms() {
        List<Integer> waiting = manual.contains(ALL)
                ? IntStream.rangeClosed(0, MOST_PHASES).boxed().toList()
                : manual;
        return new RolloutRequest.Terms(numbers, !noCanary, waiting, autoRollback);
    }
}
