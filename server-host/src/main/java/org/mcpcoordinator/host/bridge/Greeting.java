package org.mcpcoordinator.host.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.mcp.Revision;

/**
 * How it is found out which era a program speaks: {@code server/discover} first; any error that is not the modern era's,
 * or silence, and it is {@code initialize} (2026-07-28, Transports, stdio). What proves itself first counts. Guarded by
 * the child's lock.
 */
final class Greeting {
    /** After this silence to discovery a program is taken for a legacy one. */
    static final int SILENCE_MILLIS = 3000;

    private final Later later;
    private final Consumer<String> log;
    private @Nullable Era expected;
    private @Nullable Era era;
    private Revision revision = Revision.NEWEST;
    private ObjectNode result = Lines.object();
    private boolean initializing;
    /** {@code initialize} has been answered, with an error. */
    private boolean refused;

    private boolean failed;

    /** @param expected the era it spoke when it was started last; null if that is not known */
    Greeting(@Nullable Era expected, Later later, Consumer<String> log) {
        this.expected = expected;
        this.later = later;
        this.log = log;
    }

    /** Runs something after a while. */
    @FunctionalInterface
    interface Later {
        void after(int millis, Runnable work);
    }

    void begin(Child child) {
        if (expected == Era.LEGACY) {
            initialize(child);
        } else {
            discover(child);
        }
    }

    boolean isOver() {
        return era != null;
    }

    /** True if it has said that it cannot be spoken to. */
    boolean hasFailed() {
        return failed;
    }

    /** The era; modern until it is known. */
    Era era() {
        return era == null ? Era.MODERN : era;
    }

    /** The revision agreed on. */
    Revision revision() {
        return revision;
    }

    /** What it says it can do. */
    ObjectNode capabilities() {
        return result.path("capabilities") instanceof ObjectNode object ? object.deepCopy() : Lines.object();
    }

    /** Name and version it gives itself, if it does. */
    Optional<ObjectNode> serverInfo() {
        JsonNode info = era == Era.LEGACY
                ? result.path("serverInfo")
                : result.path(Meta.FIELD).path(Meta.SERVER_INFO);
        return info instanceof ObjectNode object ? Optional.of(object.deepCopy()) : Optional.empty();
    }

    Optional<String> instructions() {
        return Optional.ofNullable(result.path("instructions").textValue());
    }

    /** {@code _meta} of our own requests to a modern program. */
    static ObjectNode meta() {
        ObjectNode meta = Lines.object().put(Meta.PROTOCOL_VERSION, Revision.NEWEST.id());
        meta.putObject(Meta.CLIENT_CAPABILITIES);
        meta.set(Meta.CLIENT_INFO, clientInfo());
        return meta;
    }

    private void discover(Child child) {
        ObjectNode params = Lines.object();
        params.set(Meta.FIELD, meta());
        child.ask("server/discover", params, answer -> discovered(child, answer));
        later.after(SILENCE_MILLIS, () -> {
            child.soon(() -> {
                if (!isOver() && !child.hasEnded()) {
                    legacyIsLeft(child, "no answer");
                }
            });
        });
    }

    private void discovered(Child child, Frame answer) {
        if (isOver() || child.hasEnded()) {
            return;
        }
        if (answer instanceof Frame.Result found
                && found.result().path("supportedVersions").isArray()) {
            result = found.result();
            over(child, Era.MODERN, Revision.NEWEST);
        } else if (answer instanceof Frame.Failure failure && ErrorCode.provesModern(failure.code())) {
            log.accept("[bridge] it speaks a modern revision, but none that is known here: " + failure.message());
            over(child, Era.MODERN, Revision.NEWEST);
        } else {
            legacyIsLeft(child, answer instanceof Frame.Failure failure ? failure.message() : "no list of versions");
        }
    }

    /** Discovery has proved nothing: then it is a legacy program, unless it has refused that as well. */
    private void legacyIsLeft(Child child, String said) {
        if (refused) {
            fail(child, said);
        } else {
            initialize(child);
        }
    }

    private void fail(Child child, String said) {
        if (!failed) {
            log.accept("[bridge] neither server/discover nor initialize is answered: " + said);
            failed = true;
            child.notMet();
        }
    }

    /** Sampling and elicitation can be carried to clients. Roots cannot: all clients share the one set the program has. */
    private void initialize(Child child) {
        if (initializing) {
            return;
        }
        initializing = true;
        ObjectNode params = Lines.object().put("protocolVersion", Revision.NEWEST_LEGACY.id());
        ObjectNode capabilities = params.putObject("capabilities");
        capabilities.putObject("sampling");
        ObjectNode elicitation = capabilities.putObject("elicitation");
        elicitation.putObject("form");
        elicitation.putObject("url");
        params.set("clientInfo", clientInfo());
        child.ask("initialize", params, answer -> initialized(child, answer));
    }

    private void initialized(Child child, Frame answer) {
        if (isOver() || child.hasEnded()) {
            return;
        }
        if (answer instanceof Frame.Result found) {
            result = found.result();
            String version = found.result().path("protocolVersion").asText();
            Revision spoken = Revision.of(version)
                    .filter(known -> known.era() == Era.LEGACY)
                    .orElse(Revision.NEWEST_LEGACY);
            child.tell("notifications/initialized", Lines.object());
            over(child, Era.LEGACY, spoken);
        } else if (expected == Era.LEGACY) {
            expected = null;
            refused = true;
            discover(child);
        } else {
            fail(child, ((Frame.Failure) answer).message());
        }
    }

    private void over(Child child, Era spoken, Revision agreed) {
        era = spoken;
        revision = agreed;
        child.greeted();
    }

    private static ObjectNode clientInfo() {
        return Lines.object().put("name", "coordinator-bridge").put("version", "1");
    }
}
