package org.mcpcoordinator.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.testing.TestingDatabase;

/** A node with hosts that do their work, or fail, when a test says so. */
class TestingHosts extends TestingNode {
    /** Most of the time there is nothing to do: then the fleet need not be read. */
    private static final String AT_WORK = """
            SELECT 1 FROM (SELECT state FROM instance UNION ALL SELECT state FROM beside) AS each
             WHERE state IN ('PLANNED', 'STARTING', 'STOPPING') LIMIT 1""";

    TestingHosts(TestingDatabase database) {
        super(database);
    }

    /** Everything that may start does, and answers; what is to go is gone. */
    void hostsDoTheirWork() {
        in(room -> {
            if (room.em.createNativeQuery(AT_WORK).getResultList().isEmpty()) {
                return 0;
            }
            List<Observation> seen = new ArrayList<>();
            List<Instance> all = new ArrayList<>(room.fleet.released());
            all.addAll(all.stream()
                    .map(Instance::beside)
                    .filter(Objects::nonNull)
                    .map(Instance.class::cast)
                    .toList());
            for (Instance i : all) {
                if (i.state() == InstanceState.PLANNED) {
                    seen.add(new Observation.Started(i.key(), i.generation(), i.attempt() + 1, 42));
                }
                if (i.state() == InstanceState.PLANNED || i.state() == InstanceState.STARTING) {
                    seen.add(new Observation.Answers(i.key(), i.generation()));
                }
                if (i.state() == InstanceState.STOPPING) {
                    seen.add(new Observation.Gone(i.key(), i.generation()));
                }
            }
            room.fleet.observe(seen);
            return 0;
        });
    }

    void fail(int count) {
        List<Observation> seen = in(room -> room.fleet.onHost("local")).stream()
                .filter(i -> i.state() == InstanceState.HEALTHY || i.state() == InstanceState.PLANNED)
                .limit(count)
                .<Observation>map(
                        i -> new Observation.GivenUp(i.key(), i.generation(), Reason.LAUNCH_FAILED, "no such program"))
                .toList();
        in(room -> {
            room.fleet.observe(seen);
            return 0;
        });
    }

    List<Instance> instances() {
        return in(room -> room.fleet.all());
    }

    List<Instance> instances(InstanceState state) {
        return instances().stream()
                .filter(instance -> instance.state() == state)
                .toList();
    }

    List<Instance> onHost(InstanceState state) {
        return in(room -> room.fleet.onHost("local")).stream()
                .filter(instance -> instance.state() == state)
                .toList();
    }
}
