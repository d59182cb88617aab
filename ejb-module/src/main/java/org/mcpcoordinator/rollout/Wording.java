package org.mcpcoordinator.rollout;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mcpcoordinator.catalog.FieldChange;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;

/** Why a plan treats an instance as it does, in words for people. */
final class Wording {
    private static final int FIELDS = 3;
    private static final int LONGEST = 60;

    private Wording() {}

    static String changed(Optional<ServerDefinition> before, ServerDefinition after) {
        List<FieldChange> fields =
                before.map(was -> FieldChange.between(was, after)).orElse(List.of());
        if (fields.isEmpty()) {
            return "its definition changed";
        }
        String named = fields.stream().limit(FIELDS).map(Wording::field).collect(Collectors.joining(", "));
        return "changed: " + named + (fields.size() > FIELDS ? " and " + (fields.size() - FIELDS) + " more" : "");
    }

    static String misplaced(ServerDefinition definition, int port) {
        return "port " + port + " is neither in the range of "
                + definition.category().id() + " nor in the reserve";
    }

    static String failed(Instance instance) {
        return "it had failed: " + instance.reason()
                + (instance.detail().isEmpty() ? "" : ", " + cut(instance.detail(), 2 * LONGEST));
    }

    static String unseen(Instance instance) {
        return "process " + instance.pid() + " goes on as far as is known; nobody has seen it since "
                + instance.since();
    }

    static String kept(Instance instance) {
        return instance.state() == InstanceState.HEALTHY || instance.state() == InstanceState.SLEEPING
                ? "as wished"
                : "as wished; now " + instance.state() + ", " + instance.reason();
    }

    private static String field(FieldChange change) {
        String was = change.before().isEmpty() ? "(none)" : cut(change.before(), LONGEST);
        String is = change.after().isEmpty() ? "(none)" : cut(change.after(), LONGEST);
        return change.field() + " " + was + " -> " + is;
    }

    private static String cut(String text, int most) {
        return text.length() > most ? text.substring(0, most) + "..." : text;
    }
}
