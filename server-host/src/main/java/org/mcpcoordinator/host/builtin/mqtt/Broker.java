package org.mcpcoordinator.host.builtin.mqtt;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** Topics and their messages. */
interface Broker {
    /**
     * Listens below a filter.
     *
     * @param wait how long at most
     * @param enough asked after each message whether to end sooner
     * @return the last message of each topic
     */
    Map<String, Message> listen(String filter, Duration wait, Predicate<Map<String, Message>> enough)
            throws InterruptedException;

    void publish(String topic, byte[] payload, int qos, boolean retain) throws InterruptedException;

    /** A message as it came. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Message(byte[] payload, boolean retained, int qos, Instant at) {
        public Message {
            Objects.requireNonNull(payload);
            Objects.requireNonNull(at);
        }
    }
}
