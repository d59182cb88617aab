package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.web.gateway.kept.SessionBook;
import org.mcpcoordinator.web.gateway.kept.SessionIds;
import org.mcpcoordinator.web.gateway.kept.SessionKind;

/** Sessions of legacy clients whose servers keep none; only for the caller who opened them. Safe for any thread. */
final class ClientSessions implements SessionKind<ClientSession> {
    /** How their ids begin. */
    static final String PREFIX = "era-";

    private final SessionBook.Shelf<ClientSession> shelf;

    ClientSessions(SessionBook book) {
        this.shelf = book.of(this);
    }

    /** @param shared hears of it when any node may be asked for it, on any thread */
    void begin(
            String server,
            String caller,
            ObjectNode capabilities,
            ObjectNode clientInfo,
            Consumer<ClientSession> shared) {
        ClientSession fresh = new ClientSession(SessionIds.next(PREFIX), server, caller, capabilities, clientInfo);
        fresh.whenChanged(() -> shelf.changed(fresh.id));
        CompletionStage<?> unused = shelf.keep(fresh.id, caller, fresh).thenRun(() -> shared.accept(fresh));
    }

    /** The session, if it is that caller's and that server's. */
    Optional<ClientSession> find(String id, String server, String caller) {
        return Optional.ofNullable(shelf.find(id, caller)).filter(session -> session.server.equals(server));
    }

    void end(ClientSession session) {
        shelf.end(session.id);
    }

    @Override
    public String name() {
        return "client";
    }

    @Override
    public ObjectNode written(ClientSession session) {
        return session.written(Json.object().put("server", session.server));
    }

    @Override
    public ClientSession read(String key, String owner, ObjectNode kept) {
        ClientSession session = new ClientSession(
                key,
                kept.path("server").asText(),
                owner,
                kept.withObject("/capabilities"),
                kept.withObject("/clientInfo"));
        session.recall(kept);
        session.whenChanged(() -> shelf.changed(key));
        return session;
    }

    @Override
    public boolean isBusy(String key, ClientSession session) {
        return session.isBusy();
    }

    @Override
    public void ended(String key, ClientSession session) {
        session.end();
    }
}
