package org.mcpcoordinator.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.Remains;
import org.mcpcoordinator.rollout.Remnant;
import org.mcpcoordinator.runtime.Runtime;

@SuppressWarnings("JavaLangClash") // Runtime is a package's desk
class WitnessTest {
    private final Agent agent = new Agent();
    private final Unheard remains = new Unheard();

    @Test
    void oneThatCannotBeHeardHoldsUpNoOther() {
        agent.said.put("mute", new ProblemException(ProblemCode.AGENT_REFUSED, "Input/output error"));
        agent.said.put("plain", List.of("Error: no disk"));

        assertThat(witness("mute", "plain").hear()).isTrue();

        assertThat(remains.heard)
                .containsExactly(
                        Map.entry(1L, List.of("its log cannot be read: Input/output error")),
                        Map.entry(2L, List.of("Error: no disk")));
    }

    @Test
    void whileTheAgentIsAwayAllOfThemWait() {
        agent.said.put("first", new ProblemException(ProblemCode.AGENT_AWAY, "closed"));
        agent.said.put("second", List.of("Error: no disk"));

        assertThat(witness("first", "second").hear()).isTrue();

        assertThat(remains.heard).isEmpty();
    }

    @Test
    void whereNobodyWaitsThereIsNothingToGoOnWith() {
        assertThat(witness().hear()).isFalse();
    }

    private Witness witness(String... servers) {
        for (String server : servers) {
            remains.waiting.add(remnant(remains.waiting.size() + 1L, server));
        }
        Witness witness = new Witness();
        witness.remains = remains;
        witness.runtime = agent;
        witness.words = new LastWords(agent);
        witness.cluster = new Cluster() {
            @Override
            public String localHost() {
                return "local";
            }
        };
        return witness;
    }

    private static Remnant remnant(long id, String server) {
        return new Remnant(
                id,
                Remnant.Kind.FAILED,
                7,
                new InstanceKey(server, 0),
                "main",
                "local",
                0,
                0,
                1,
                1,
                "FAILED",
                "EXITED",
                "",
                Instant.EPOCH,
                0,
                1,
                Instant.EPOCH,
                null,
                List.of());
    }

    private static final class Unheard extends Remains {
        final List<Remnant> waiting = new ArrayList<>();
        final Map<Long, List<String>> heard = new LinkedHashMap<>();

        @Override
        public List<Remnant> unheard(String host, int most) {
            return waiting;
        }

        @Override
        public void heard(long id, @Nullable Integer exitCode, List<String> lines) {
            heard.put(id, lines);
        }
    }

    private static final class Agent extends Runtime {
        final Map<String, Object> said = new LinkedHashMap<>();

        @Override
        @SuppressWarnings("unchecked")
        public List<String> logs(InstanceKey key, int side, int lines) {
            Object given = said.get(key.server());
            if (given instanceof ProblemException problem) {
                throw problem;
            }
            return (List<String>) given;
        }

        @Override
        public OptionalInt exitCode(InstanceKey key, int side) {
            return OptionalInt.empty();
        }
    }
}
