package org.mcpcoordinator.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mcpcoordinator.access.Secrets;
import org.mcpcoordinator.catalog.Definitions;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.fleet.Instance;

/** How instances are called: what their definitions say beyond the address. */
@ApplicationScoped
public class Callees {
    private static final Pattern SECRET = Pattern.compile("\\$\\{secret:([^}]+)}");

    @Inject
    Definitions definitions;

    @Inject
    Secrets secrets;

    /**
     * The headers every request to the instance carries, secrets filled in; empty but for servers with a {@code url}.
     * A secret that is not set leaves its header out.
     */
    public Map<String, String> headers(Instance instance) {
        if (instance.port() != 0 || !(definition(instance).way() instanceof Way.Url remote)) {
            return Map.of();
        }
        Set<String> names = new TreeSet<>();
        for (String value : remote.headers().values()) {
            SECRET.matcher(value).results().forEach(found -> names.add(found.group(1)));
        }
        Map<String, String> values = secrets.reveal(names);
        Map<String, String> headers = new HashMap<>();
        remote.headers().forEach((name, value) -> {
            if (SECRET.matcher(value).results().allMatch(found -> values.containsKey(found.group(1)))) {
                headers.put(
                        name,
                        SECRET.matcher(value)
                                .replaceAll(found -> Matcher.quoteReplacement(values.get(found.group(1)))));
            }
        });
        return headers;
    }

    /** How the instance is to be probed. */
    ServerDefinition.Health health(Instance instance) {
        return definition(instance).health();
    }

    private ServerDefinition definition(Instance instance) {
        ServerDefinition definition =
                definitions.of(instance.revision()).get(instance.key().server());
        if (definition == null) {
            throw new IllegalStateException("revision " + instance.revision() + " does not define " + instance.key());
        }
        return definition;
    }
}
