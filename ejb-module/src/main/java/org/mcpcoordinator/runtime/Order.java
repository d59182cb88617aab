package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.mcpcoordinator.catalog.Limits;
import org.mcpcoordinator.catalog.Recipe;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Tries;

/** What the agent is told of one server. Secret values are added last, and only to the line that is sent. */
final class Order {
    private Order() {}

    /** What decides whether an order says anything new. */
    record Gist(ServerStatus.Version version, boolean run, int port) {
        Gist {
            Objects.requireNonNull(version);
        }
    }

    static Gist gist(Instance instance) {
        return new Gist(
                new ServerStatus.Version(instance.generation(), instance.restarts()),
                instance.toRun(),
                instance.port());
    }

    /** Those of all its generations that the agent is to know of. */
    static List<Gist> gists(Instance instance) {
        List<Gist> gists = new ArrayList<>(List.of(gist(instance)));
        instance.next().filter(next -> next.state() != InstanceState.FAILED).ifPresent(next -> gists.add(gist(next)));
        instance.last().ifPresent(last -> gists.add(gist(last)));
        return gists;
    }

    /** The order to run it. */
    static ObjectNode run(Instance instance, ServerDefinition definition, Map<String, String> secrets, String cause) {
        ObjectNode order = named(Seat.of(instance));
        order.put("generation", instance.generation())
                .put("restarts", instance.restarts())
                .put("category", instance.category())
                .put("port", instance.port())
                .put("run", true)
                .put("revision", instance.revision())
                .put("cause", cause)
                .put("exposed", definition.exposed());
        Tries tries = instance.tries();
        if (tries != null) {
            order.put("notBefore", tries.due() == null ? 0 : tries.due().toEpochMilli());
            order.putObject("retry")
                    .put("restarts", tries.restarts())
                    .put("replaces", tries.replaces())
                    .put("since", tries.since().toEpochMilli());
        }
        order.set("launch", launch(definition.way()));
        ObjectNode values = order.putObject("secrets");
        secretNames(definition.way()).forEach(name -> values.put(name, secrets.get(name)));
        return order;
    }

    /** The order to stop it. */
    static ObjectNode stop(Seat seat, ServerStatus.Version version) {
        return named(seat)
                .put("generation", version.generation())
                .put("restarts", version.restarts())
                .put("run", false)
                .put("cause", "stop");
    }

    /** Names of the secrets it refers to. */
    static Set<String> secretNames(Way way) {
        return way instanceof Way.Url ? Set.of() : way.secrets();
    }

    /** How it is started; placeholders are still in it. */
    static ObjectNode launch(Way way) {
        ObjectNode launch = JsonNodeFactory.instance.objectNode();
        if (way instanceof Way.Builtin builtin) {
            launch.put("kind", "builtin").put("type", builtin.type()).set("config", builtin.config());
        } else if (way instanceof Way.Command command) {
            launch.put("kind", "command").put("transport", carried(command.transport()));
            ArrayNode argv = launch.putArray("argv");
            Optional<Recipe> recipe = command.recipe().filter(Recipe::exact);
            recipe.ifPresentOrElse(
                    named -> {
                        argv.add(named.toString());
                        named.arguments().forEach(argv::add);
                        launch.set("recipe", recipe(named, command.integrity()));
                    },
                    () -> command.argv().forEach(argv::add));
            confined(command, launch);
        } else if (way instanceof Way.Image image) {
            launch.put("kind", "image")
                    .put("image", image.image())
                    .put("transport", carried(image.transport()))
                    .put("containerPort", image.containerPort());
            ArrayNode args = launch.putArray("args");
            image.args().forEach(args::add);
            confined(image, launch);
        }
        return launch;
    }

    /** Whoever starts it need not know how what listens on its port speaks. */
    private static String carried(Way.Transport transport) {
        return transport == Way.Transport.STDIO ? "stdio" : "http";
    }

    private static void confined(Way.Program program, ObjectNode launch) {
        ObjectNode env = launch.putObject("env");
        program.env().forEach(env::put);
        Limits limits = program.limits();
        launch.putObject("limits")
                .put("memoryMegabytes", limits.memoryMegabytes())
                .put("processes", limits.processes())
                .put("files", limits.files())
                .put("cpu", limits.cpu());
        // An agent that does not know the word refuses it, rather than start the program without.
        if (program.network() != Way.Network.ANY) {
            launch.put("network", program.network().id());
        }
    }

    /** The package whose program takes the place of the first argument. */
    static ObjectNode recipe(Recipe recipe, String integrity) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("manager", recipe.manager().id())
                .put("name", recipe.name())
                .put("version", recipe.wanted())
                .put("program", recipe.program())
                .put("integrity", integrity);
    }

    private static ObjectNode named(Seat seat) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("server", seat.key().server())
                .put("replica", seat.key().replica())
                .put("side", seat.side());
    }
}
