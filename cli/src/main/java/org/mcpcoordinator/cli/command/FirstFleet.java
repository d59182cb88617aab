package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.api.RolloutRequest;
import org.mcpcoordinator.cli.api.RolloutWatch;
import org.mcpcoordinator.cli.sample.SampleFleet;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Pause;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;

/** What {@code up} rolls out: a fleet file, or the sample fleet moved to the number of servers that was asked for. */
final class FirstFleet {
    private static final int USUAL = 100;
    private static final Duration HEALTHY_LIMIT = Duration.ofMinutes(3);
    private static final Duration STEP = Duration.ofMillis(300);
    private static final Set<String> OPEN =
            Set.of("PENDING", "RUNNING", "PAUSED", "AWAITING_PROMOTION", "ABORTING", "ROLLING_BACK");

    private final Api api;
    private final Shell shell;

    FirstFleet(Api api, Shell shell) {
        this.api = api;
        this.shell = shell;
    }

    /** Brings the servers up and waits for them; 0 when all are healthy. */
    int bring(@Nullable Integer servers, @Nullable String file) {
        openRollout().ifPresent(id -> new RolloutWatch(api, shell).untilEnd(id));
        if (file != null) {
            return rollOut(FleetInput.read(file, shell), 0);
        }
        Set<String> fleets = new TreeSet<>();
        JsonNode items = api.get("servers?size=" + SampleFleet.MOST).path("items");
        items.forEach(item -> fleets.add(item.path("fleet").asText()));
        if (fleets.stream().anyMatch(fleet -> !fleet.equals(SampleFleet.NAME))) {
            if (servers != null) {
                throw Refusal.refused("this database holds the fleet "
                        + fleets.stream()
                                .filter(fleet -> !fleet.equals(SampleFleet.NAME))
                                .findFirst()
                                .orElse("")
                        + "; --servers is for the sample fleet alone (apply changes a fleet of your own)");
            }
            return awaitHealthy();
        }
        int there = items.size();
        int wanted = servers != null ? servers : there == 0 ? USUAL : there;
        if (wanted == there) {
            return awaitHealthy();
        }
        return rollOut(FleetInput.of(SampleFleet.generate(wanted)), Math.max(0, there - wanted));
    }

    private int rollOut(FleetInput file, int allowRemove) {
        JsonNode made = file.plan(api);
        Optional<Long> rollout =
                new FreshPlan(() -> file.plan(api), shell).applied(made, plan -> begun(plan, allowRemove));
        int exitCode = rollout.map(id -> RolloutWatch.exitCode(new RolloutWatch(api, shell).untilEnd(id)))
                .orElse(ExitCode.DONE);
        return exitCode == ExitCode.DONE ? awaitHealthy() : exitCode;
    }

    private long begun(JsonNode plan, int allowRemove) {
        JsonNode rollout = api.post(
                "rollouts",
                new RolloutRequest(
                                plan.path("planId").asText(),
                                List.of(),
                                "quick",
                                RolloutRequest.Terms.USUAL,
                                allowRemove,
                                "coordinator up")
                        .toJson());
        long id = rollout.path("id").asLong();
        shell.printer().step("Rollout " + id + " of " + plan.path("changes").size() + " servers, profile quick");
        return id;
    }

    private Optional<Long> openRollout() {
        for (JsonNode rollout : api.get("rollouts").path("items")) {
            if (OPEN.contains(rollout.path("state").asText())) {
                return Optional.of(rollout.path("id").asLong());
            }
        }
        return Optional.empty();
    }

    private int awaitHealthy() {
        long deadline = System.nanoTime() + HEALTHY_LIMIT.toNanos();
        while (true) {
            JsonNode fleet = api.get("fleet");
            int desired = fleet.path("desired").asInt();
            // Who sleeps has been started once, and is as wished.
            JsonNode states = fleet.path("states");
            int healthy =
                    states.path("HEALTHY").asInt() + states.path("SLEEPING").asInt();
            if (healthy >= desired) {
                shell.printer().step(healthy + " servers are healthy.");
                return ExitCode.DONE;
            }
            if (System.nanoTime() > deadline) {
                shell.printer()
                        .complain(healthy + " of " + desired
                                + " servers are healthy; see ./coordinator servers, ./coordinator explain NAME");
                return ExitCode.FAILED;
            }
            Pause.of(STEP);
        }
    }
}
