package org.mcpcoordinator.web.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mcpcoordinator.fleet.Drifts;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.ServerFilter;
import org.mcpcoordinator.insight.Readiness;
import org.mcpcoordinator.rollout.Rollout;
import org.mcpcoordinator.rollout.Rollouts;
import org.mcpcoordinator.web.wire.Json;

/** Gathers all that is wrong, the worst first. */
@ApplicationScoped
class Doctor {
    private static final int MOST = 40;
    private static final int MOST_OF_A_KIND = 1_000;

    @Inject
    Readiness readiness;

    @Inject
    Fleet fleet;

    @Inject
    Drifts drifts;

    @Inject
    Rollouts rollouts;

    /** Something that is wrong. */
    private record Finding(String kind, String subject, String sentence) {}

    Told look() {
        List<Finding> all = new ArrayList<>();
        if (!readiness.routesLoaded()) {
            all.add(new Finding("ROUTES", "coordinator", "the fleet's routes have not been read yet"));
        }
        Stream.of(InstanceState.FAILED, InstanceState.UNHEALTHY, InstanceState.QUARANTINED)
                .flatMap(state -> in(state).stream())
                .forEach(instance -> all.add(new Finding(
                        instance.state().name(),
                        instance.key().toString(),
                        (instance.reason() + " " + Words.bounded(instance.detail())).strip())));
        rollouts.mixtures().forEach(mixture -> all.add(new Finding("MIXTURE", mixture.fleet(), mixture.sentence())));
        rollouts.list().stream()
                .filter(Rollout::unacknowledged)
                .forEach(rollout -> all.add(new Finding(
                        "ROLLOUT",
                        Long.toString(rollout.id()),
                        "rollout of fleet " + rollout.fleet() + " is " + rollout.state() + " ("
                                + (rollout.reason() + " " + Words.bounded(rollout.detail())).strip()
                                + ") and nobody has acknowledged that")));
        drifts.list().stream()
                .filter(drift -> drift.healedAt() == null)
                .forEach(drift -> all.add(new Finding(
                        "DRIFT", drift.key().toString(), drift.kind() + ": " + Words.bounded(drift.detail()))));
        return told(all);
    }

    private List<Instance> in(InstanceState state) {
        return fleet.list(new ServerFilter(state, null, null, null, 0, MOST_OF_A_KIND))
                .items();
    }

    private static Told told(List<Finding> all) {
        List<Finding> some = all.stream().limit(MOST).toList();
        int more = all.size() - some.size();
        ObjectNode answer = Json.mapper().createObjectNode().put("well", all.isEmpty());
        ArrayNode findings = answer.putArray("findings");
        some.forEach(each -> findings.addObject()
                .put("kind", each.kind())
                .put("subject", each.subject())
                .put("sentence", each.sentence()));
        answer.put("more", more);
        String lines = some.stream()
                .map(each -> each.kind() + " " + each.subject() + ": " + each.sentence())
                .collect(Collectors.joining("\n"));
        return new Told(
                all.isEmpty() ? "Nothing is wrong." : lines + (more == 0 ? "" : "\nand " + more + " more"), answer);
    }
}
