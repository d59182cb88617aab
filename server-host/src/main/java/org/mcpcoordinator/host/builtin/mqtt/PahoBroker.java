package org.mcpcoordinator.host.builtin.mqtt;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.server.ToolFailure;

/** A broker on the network, by Eclipse Paho: connected for one call, with a clean session and a name of its own. */
final class PahoBroker implements Broker {
    private static final System.Logger LOG = System.getLogger(PahoBroker.class.getName());

    /** Of one call together, so that a busy broker does not fill the memory. */
    private static final int MOST_TOPICS = 2_000;

    /** Payload kept of one call together; of what comes later only its beginning is. */
    private static final int MOST_BYTES = 4 << 20;

    private static final int BEGINNING = 256;

    private final Account account;
    private final Clock clock;

    PahoBroker(Account account, Clock clock) {
        this.account = account;
        this.clock = clock;
    }

    /**
     * Where the broker is and who we are there.
     *
     * @param address {@code tcp://host:port} or {@code ssl://host:port}
     * @param user empty if nobody logs in
     * @param millis longest wait for an answer of the broker
     * @param maxBytes of a message that is kept
     */
    record Account(String address, String user, String password, int millis, int maxBytes) {
        Account {
            Objects.requireNonNull(address);
            Objects.requireNonNull(user);
            Objects.requireNonNull(password);
        }
    }

    /** What has come in, filled by Paho's thread. */
    private final class Inbox {
        private final Map<String, Message> newest = new LinkedHashMap<>();
        private int bytes;

        synchronized void take(String topic, MqttMessage message) {
            if (newest.size() < MOST_TOPICS || newest.containsKey(topic)) {
                byte[] payload = message.getPayload();
                int room = Math.max(BEGINNING, Math.min(account.maxBytes() + 1, MOST_BYTES - bytes));
                byte[] kept = payload.length > room ? Arrays.copyOf(payload, room) : payload;
                bytes += kept.length;
                newest.put(topic, new Message(kept, message.isRetained(), message.getQos(), clock.instant()));
            }
            notifyAll();
        }

        synchronized Map<String, Message> await(Duration wait, Predicate<Map<String, Message>> enough)
                throws InterruptedException {
            long end = System.nanoTime() + wait.toNanos();
            while (!enough.test(newest)) {
                long millis = (end - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    break;
                }
                wait(millis);
            }
            return new LinkedHashMap<>(newest);
        }
    }

    /** What is done while the line is there. */
    private interface Work<T> {
        T on(MqttAsyncClient client) throws MqttException, InterruptedException;
    }

    @Override
    public Map<String, Message> listen(String filter, Duration wait, Predicate<Map<String, Message>> enough)
            throws InterruptedException {
        Inbox inbox = new Inbox();
        // Looking changes nothing, so a line that is cut is tried once more.
        return connected(2, client -> {
            // Quality 0: what is only looked at needs no acknowledgement.
            client.subscribe(filter, 0, null, null, inbox::take).waitForCompletion(account.millis());
            return inbox.await(wait, enough);
        });
    }

    @Override
    public void publish(String topic, byte[] payload, int qos, boolean retain) throws InterruptedException {
        connected(1, client -> {
            client.publish(topic, payload, qos, retain).waitForCompletion(account.millis());
            return topic;
        });
    }

    /** Whatever happens, the line is cut and Paho's threads end. */
    private <T> T connected(int tries, Work<T> work) throws InterruptedException {
        String name = "coordinator-" + UUID.randomUUID().toString().substring(0, 10);
        try {
            MqttAsyncClient client =
                    new MqttAsyncClient(BoundedLines.address(account.address()), name, new MemoryPersistence());
            try {
                client.connect(options()).waitForCompletion(account.millis());
                return work.on(client);
            } finally {
                leave(client);
            }
        } catch (MqttException failure) {
            if (tries > 1 && isCut(failure.getCause())) {
                return connected(tries - 1, work);
            }
            throw told(failure);
        }
    }

    private static boolean isCut(@Nullable Throwable cause) {
        return cause instanceof EOFException
                || (cause instanceof SocketException && !(cause instanceof ConnectException));
    }

    private static void leave(MqttAsyncClient client) throws MqttException {
        try {
            if (client.isConnected()) {
                client.disconnect(0).waitForCompletion(1_000);
            } else {
                client.disconnectForcibly(0, 1, false);
            }
        } catch (MqttException gone) {
            LOG.log(System.Logger.Level.DEBUG, "the line to the broker was cut already", gone);
        } finally {
            client.close(true);
        }
    }

    private MqttConnectOptions options() {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setCleanSession(true);
        options.setAutomaticReconnect(false);
        options.setConnectionTimeout(Math.max(1, account.millis() / 1_000));
        options.setHttpsHostnameVerificationEnabled(true);
        if (!account.user().isEmpty()) {
            options.setUserName(account.user());
            options.setPassword(account.password().toCharArray());
        }
        return options;
    }

    private ToolFailure told(MqttException failure) {
        String why = switch (failure.getReasonCode()) {
            case MqttException.REASON_CODE_FAILED_AUTHENTICATION, MqttException.REASON_CODE_NOT_AUTHORIZED ->
                "The broker refused our account; whoever runs this server must set user and password.";
            case MqttException.REASON_CODE_CLIENT_TIMEOUT ->
                "The broker did not answer within " + account.millis() + " ms.";
            case MqttException.REASON_CODE_SUBSCRIBE_FAILED -> "The broker does not let us read that filter.";
            default -> {
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                yield "The broker cannot be asked: " + cause.getClass().getSimpleName()
                        + (cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")");
            }
        };
        return new ToolFailure(why, failure);
    }
}
