package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cluster.AgentReport;
import org.mcpcoordinator.cluster.Capacity;

/**
 * Keeps this node connected to its host's agent: connects, starts an agent where none answers, reads what it says, and
 * connects again with growing pauses.
 *
 * <p>It needs one thread, whatever the number of servers: the agent speaks when something changes, and only a thread
 * that reads hears it at once. Closing the connection ends the thread.
 */
final class AgentLink implements Runnable {
    private static final Logger LOG = Logger.getLogger(AgentLink.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int REFUSALS_BEFORE_START = 2;

    private final Dial dial;
    private final String host;
    private final @Nullable AgentStarter starter;
    private final Listener listener;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable AgentConnection connection;
    private volatile AgentStatus status;
    /** What the agent has said of itself; of the link's thread. */
    private AgentStatus greeting;

    private Duration pause = FIRST_PAUSE;
    private int refusals;

    /** @param starter null where others see to it that there is one */
    AgentLink(Dial dial, String host, @Nullable AgentStarter starter, Listener listener, Clock clock) {
        this.dial = dial;
        this.host = host;
        this.starter = starter;
        this.listener = listener;
        this.clock = clock;
        this.status = new AgentStatus(host, false, 0, "", "", clock.instant(), Map.of(), "not connected yet");
        this.greeting = status;
    }

    /** Connects to the agent; fails soon if nobody answers. */
    @FunctionalInterface
    interface Dial {
        AgentConnection open() throws IOException;
    }

    /** Hears what the agent says; called on the link's thread. */
    interface Listener {
        /** Greeted: where programs that speak stdio are called, and with which secret. */
        void bridged(int port, String secret);

        /** Connected: the whole list. */
        void connected(List<ServerStatus> all);

        /** What has changed. */
        void changed(List<ServerStatus> some);

        /** No longer connected. */
        void lost();
    }

    AgentStatus status() {
        return status;
    }

    /** Asks the agent. */
    JsonNode ask(ObjectNode question) throws IOException {
        return ask(question, PATIENCE);
    }

    /** The same for who waits no longer than that. */
    JsonNode ask(ObjectNode question, Duration patience) throws IOException {
        AgentConnection open = connection;
        if (open == null) {
            throw new IOException("the agent of host " + host + " is not connected: " + status.detail());
        }
        return open.ask(question, patience);
    }

    @Override
    public void run() {
        try {
            while (stopped.getCount() > 0) {
                once();
                if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                Duration longer = pause.multipliedBy(2);
                pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    /** Lets go of the agent, which goes on; returns when the thread is done, after 5 s at most. */
    void stop() {
        stopped.countDown();
        AgentConnection open = connection;
        if (open != null) {
            close(open);
        }
        try {
            if (!ended.await(5, TimeUnit.SECONDS)) {
                LOG.warn("The thread of the host agent's connection has not ended within 5 s");
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    private void once() {
        AgentConnection opened;
        try {
            opened = dial.open();
        } catch (IOException nobody) {
            away(String.valueOf(nobody.getMessage()));
            startOne();
            return;
        }
        try {
            talk(opened);
        } catch (IOException | RuntimeException broken) {
            if (stopped.getCount() > 0) {
                LOG.warnf(
                        "The connection to the agent of host %s broke, connecting again: %s",
                        host, broken.getMessage());
            }
        } finally {
            connection = null;
            close(opened);
            away("the connection broke");
            listener.lost();
        }
    }

    /** Greets, takes the whole list, then reads until the end; all answers come by this reading. */
    private void talk(AgentConnection opened) throws IOException {
        opened.tell(AgentConnection.question("hello"), answer -> {
            greeted(opened, answer.path("agent"), answer.path("confines"));
            JsonNode bridge = answer.path("bridge");
            listener.bridged(bridge.path("port").asInt(), bridge.path("secret").asText());
        });
        opened.tell(AgentConnection.question("watch"), answer -> {
            connection = opened;
            // Not at its greeting: until now nobody could ask it anything, nor knew what runs there.
            status = greeting;
            listener.connected(statuses(answer));
        });
        opened.read(event -> listener.changed(statuses(event)));
    }

    private void greeted(AgentConnection opened, JsonNode agent, JsonNode confines) {
        refusals = 0;
        pause = FIRST_PAUSE;
        String version = agent.path("version").asText();
        long pid = agent.path("pid").asLong();
        Map<String, String> means = new HashMap<>();
        confines.properties()
                .forEach(one -> means.put(one.getKey(), one.getValue().asText()));
        greeting =
                new AgentStatus(host, true, pid, version, agent.path("bootId").asText(), clock.instant(), means, "");
        LOG.infof("Connected to the agent of host %s, process %d, version %s", host, pid, version);
        if (starter != null) {
            replaceOther(opened, agent, starter);
        }
    }

    private static void replaceOther(AgentConnection opened, JsonNode agent, AgentStarter starter) {
        try {
            boolean ours = agent.path("jar").asText().equals(starter.jar().toString());
            if (ours && !List.of("", agent.path("build").asText()).contains(starter.build())) {
                LOG.info("The host agent is of another build and is replaced; the servers stay");
                opened.tell(AgentConnection.question("shutdown").put("stopServers", false), answer -> {});
            }
        } catch (IOException failure) {
            LOG.warnf("The host agent's build cannot be compared: %s", failure.getMessage());
        }
    }

    private void startOne() {
        refusals++;
        if (starter == null || refusals < REFUSALS_BEFORE_START) {
            return;
        }
        try {
            starter.start();
        } catch (IOException | RuntimeException failure) {
            LOG.errorf("The host agent cannot be started: %s", failure.getMessage());
            away("cannot be started: " + failure.getMessage());
        }
    }

    private void away(String detail) {
        AgentStatus was = status;
        if (was.connected() || !was.detail().equals(detail)) {
            status = new AgentStatus(
                    host, false, was.pid(), was.version(), was.bootId(), clock.instant(), was.confines(), detail);
        }
    }

    private void close(AgentConnection opened) {
        try {
            opened.close();
        } catch (IOException failure) {
            LOG.debugf(failure, "Closing the agent's connection");
        }
    }

    /** What it says of itself; a release before this one says nothing of its machine. */
    static AgentReport report(JsonNode agent) {
        String address = agent.path("address").asText();
        return new AgentReport(
                agent.path("pid").asLong(),
                agent.path("version").asText(),
                agent.path("bootId").asText(),
                address.isEmpty() ? null : address,
                new Capacity(
                        agent.path("memoryBytes").asLong(),
                        agent.path("processors").asInt()));
    }

    static List<ServerStatus> statuses(JsonNode message) {
        return StreamSupport.stream(message.path("items").spliterator(), false)
                .map(ServerStatus::of)
                .toList();
    }
}
