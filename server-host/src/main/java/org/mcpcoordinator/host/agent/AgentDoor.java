package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What callers may ask of the agent. Requests are read on the wire's thread and carried out on the keeper's. */
final class AgentDoor {
    /** Servers whose leavings one caller may have kept. */
    private static final int MOST_SPARED = 1000;

    /** Packages one caller may ask for at a time. */
    private static final int MOST_PACKAGES = 1000;

    /** How long a caller may wait for a log to grow, or for packages, in milliseconds. */
    private static final long LONGEST_WAIT = 25_000;

    private final Agent agent;
    private final Wishes wishes;
    private final Keeper keeper;
    private final KeeperThread thread;

    AgentDoor(Agent agent, Wishes wishes, Keeper keeper, KeeperThread thread) {
        this.agent = agent;
        this.wishes = wishes;
        this.keeper = keeper;
        this.thread = thread;
    }

    Wire.Listener welcome(LineConnection connection) {
        return new Caller(connection);
    }

    /** One caller. */
    private final class Caller implements Wire.Listener {
        private final LineConnection connection;
        private final Consumer<ObjectNode> watcher;

        Caller(LineConnection connection) {
            this.connection = connection;
            this.watcher = connection::send;
        }

        @Override
        public void line(byte[] line) {
            ObjectNode answer = Json.object();
            try {
                ObjectNode request = Json.read(line);
                answer.set("id", request.get("id"));
                carryOut(request, answer);
            } catch (Keeper.Refusal refusal) {
                refuse(answer, refusal.code, refusal.getMessage());
            } catch (IOException | IllegalArgumentException wrong) {
                refuse(answer, "BAD_REQUEST", sentence(wrong));
            }
        }

        @Override
        public void closed() {
            thread.execute(() -> keeper.board().unwatch(watcher));
        }

        private void carryOut(ObjectNode request, ObjectNode answer) throws IOException {
            answer.put("ok", true);
            switch (request.path("op").asText()) {
                case "hello" -> {
                    agent.identity().addTo(answer, agent.settings());
                    agent.addDoor(answer);
                    agent.addBridge(answer);
                    agent.addConfines(answer);
                    connection.send(answer);
                }
                case "apply" -> apply(request, answer);
                case "watch" -> thread.execute(() -> watch(answer));
                case "logs" -> logs(request, answer);
                case "spare" -> {
                    agent.spare(keys(request));
                    connection.send(answer);
                }
                case "stats" ->
                    agent.stats(processes -> {
                        answer.set("room", Room.now());
                        send(answer, "processes", processes);
                    });
                case "packages" -> packages(request, answer);
                case "trial" -> agent.trial(TrialWish.of(request), report -> send(answer, "trial", report));
                case "drills" ->
                    drills(
                            answer,
                            drills -> answer.put("possible", drills.possible()).set("items", drills.list()));
                case "drill" -> {
                    DrillWish wish = DrillWish.of(request);
                    drills(answer, drills -> answer.set("drill", drills.start(wish)));
                }
                case "shutdown" ->
                    agent.shutdown(request.path("stopServers").asBoolean(), () -> connection.send(answer));
                default ->
                    throw new Keeper.Refusal(
                            "UNKNOWN_OP",
                            "op must be hello, apply, watch, logs, spare, stats, packages, trial, drills, drill or shutdown");
            }
        }

        private void logs(ObjectNode request, ObjectNode answer) {
            long after = request.path("after").asLong(-1);
            agent.logs(key(request), lines(request), after, Duration.ofMillis(waiting(request)), piece -> {
                ArrayNode lines = answer.put("next", piece.next()).putArray("lines");
                piece.lines().forEach(lines::add);
                connection.send(answer);
            });
        }

        private void apply(ObjectNode request, ObjectNode answer) throws IOException {
            List<Keeper.Sent> orders = new ArrayList<>();
            for (JsonNode item : request.path("orders")) {
                JsonNode secrets = item.path("secrets");
                orders.add(new Keeper.Sent(Json.as(item, Order.class), secrets.isObject() ? texts(secrets) : null));
            }
            long epoch = request.path("epoch").asLong();
            boolean full = request.path("full").asBoolean();
            int parallel = Math.min(1000, request.path("parallelStarts").asInt());
            thread.execute(() -> {
                try {
                    Map<ServerKey, String> refused = keeper.apply(epoch, orders, full, parallel);
                    ArrayNode items = answer.putArray("refused");
                    refused.forEach((key, code) -> key.addTo(items.addObject()).put("code", code));
                    connection.send(answer);
                } catch (Keeper.Refusal refusal) {
                    refuse(answer, refusal.code, refusal.getMessage());
                } catch (java.io.UncheckedIOException disk) {
                    Report.failure("apply", disk);
                    refuse(answer, "NOT_KEPT", sentence(disk));
                }
            });
        }

        private void packages(ObjectNode request, ObjectNode answer) throws IOException {
            JsonNode items = request.path("items");
            if (!items.isArray() || items.size() > MOST_PACKAGES) {
                throw new IllegalArgumentException("items must be a list of at most " + MOST_PACKAGES);
            }
            List<Packages.Wish> wishes = new ArrayList<>();
            for (JsonNode item : items) {
                wishes.add(Json.as(item, Packages.Wish.class));
            }
            agent.packages(wishes, Duration.ofMillis(waiting(request)), told -> send(answer, "items", told));
        }

        private void drills(ObjectNode answer, DrillWork work) {
            agent.drills(drills -> {
                try {
                    work.on(drills);
                    connection.send(answer);
                } catch (Keeper.Refusal refusal) {
                    refuse(answer, refusal.code, refusal.getMessage());
                } catch (IOException failure) {
                    Report.failure("drills", failure);
                    refuse(answer, "NOT_KEPT", sentence(failure));
                }
            });
        }

        private void watch(ObjectNode answer) {
            ArrayNode items = answer.putArray("items");
            wishes.all().forEach(server -> items.add(StatusLine.of(server)));
            connection.send(answer);
            keeper.board().watch(watcher);
        }

        private void send(ObjectNode answer, String field, JsonNode value) {
            answer.set(field, value);
            connection.send(answer);
        }

        private void refuse(ObjectNode answer, String code, @Nullable String message) {
            connection.send(answer.put("ok", false).put("code", code).put("message", message));
        }
    }

    @FunctionalInterface
    private interface DrillWork {
        void on(Drills drills) throws IOException;
    }

    private static Set<ServerKey> keys(ObjectNode request) {
        JsonNode servers = request.path("servers");
        if (!servers.isArray() || servers.size() > MOST_SPARED) {
            throw new IllegalArgumentException("servers must be a list of at most " + MOST_SPARED);
        }
        Set<ServerKey> keys = new HashSet<>();
        servers.forEach(item -> keys.add(key(item)));
        return keys;
    }

    private static ServerKey key(JsonNode request) {
        return new ServerKey(
                request.path("server").asText(),
                request.path("replica").asInt(),
                request.path("side").asInt());
    }

    private static long waiting(ObjectNode request) {
        return Math.max(0, Math.min(LONGEST_WAIT, request.path("waitMillis").asLong()));
    }

    private static int lines(ObjectNode request) {
        return Math.max(1, Math.min(5000, request.path("lines").asInt(200)));
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new HashMap<>();
        object.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    /** Jackson quotes the source in its messages, and the source may hold secrets: only the plain words go out. */
    private static String sentence(Exception wrong) {
        return wrong instanceof JsonProcessingException json
                ? json.getOriginalMessage()
                : String.valueOf(wrong.getMessage());
    }
}
