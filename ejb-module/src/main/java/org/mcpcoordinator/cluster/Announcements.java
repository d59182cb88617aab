package org.mcpcoordinator.cluster;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells all nodes something, this one included. It goes out when the transaction commits, and never if it does not. A
 * node that is cut off misses it; it gets {@link Announced#RESUMED} when it is back.
 */
@Stateless
@PermitAll
public class Announcements {
    /** PostgreSQL takes less than 8,000 bytes per notification; the rest is for the channel's name. */
    private static final int LARGEST_PAYLOAD = 7_900;

    private static final Pattern CHANNEL = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    @Inject
    AnnouncementStore store;

    @Inject
    LocalNode node;

    /**
     * Announces at commit; the same words twice in one transaction are announced once.
     *
     * @param channel what it is about: 1 to 63 lower-case letters, digits or dashes
     * @param payload what to say, at most 7,900 bytes; better an id than the thing itself
     */
    public void announce(String channel, String payload) {
        if (!CHANNEL.matcher(channel).matches() || channel.equals(Announced.RESUMED)) {
            throw new IllegalArgumentException("not a channel: " + channel);
        }
        if (payload.getBytes(StandardCharsets.UTF_8).length > LARGEST_PAYLOAD) {
            throw new IllegalArgumentException("a payload has at most " + LARGEST_PAYLOAD + " bytes");
        }
        store.announce(channel, payload);
    }

    /** As {@link #announce}, for what this node knows already: {@link #heardFromOthers} leaves it out here. */
    public void tellOthers(String channel, String words) {
        announce(channel, node.incarnation() + " " + words);
    }

    /** What another node, or an earlier life of this one, told on that channel; empty for anything else. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Optional<String> heardFromOthers(Announced announced, String channel) {
        if (!announced.channel().equals(channel)) {
            return Optional.empty();
        }
        String[] parts = announced.payload().split(" ", 2);
        return parts.length < 2 || parts[0].equals(node.incarnation().toString())
                ? Optional.empty()
                : Optional.of(parts[1]);
    }
}
