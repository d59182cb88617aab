package org.mcpcoordinator.web.gateway.whole;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.EraTerms;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Revision;
import org.mcpcoordinator.web.gateway.era.ClientSession;
import org.mcpcoordinator.web.gateway.kept.SessionBook;
import org.mcpcoordinator.web.gateway.kept.SessionIds;
import org.mcpcoordinator.web.gateway.kept.SessionKind;

/** The sessions of legacy clients with all servers. Each is its caller's alone. */
public final class FrontSessions implements SessionKind<FrontSession> {
    private final SessionBook.Shelf<FrontSession> shelf;
    private final Consumer<FrontSession> ended;

    /** @param ended hears of each that has ended, for whatever reason */
    public FrontSessions(SessionBook book, Consumer<FrontSession> ended) {
        this.ended = ended;
        this.shelf = book.of(this);
    }

    /**
     * Opens one for the caller at that address.
     *
     * @param shared hears of it when any node may be asked for it, on any thread
     * @param capabilities by which it can be asked something
     * @param clientInfo how it calls itself
     */
    public void open(
            String caller,
            String scope,
            Revision revision,
            ObjectNode capabilities,
            ObjectNode clientInfo,
            Consumer<FrontSession> shared) {
        String id = SessionIds.next("fleet-");
        ClientSession talk = ClientSession.withMany(id, caller, capabilities, clientInfo, revision);
        FrontSession session = new FrontSession(talk, id, scope, revision);
        session.whenChanged(() -> shelf.changed(id));
        CompletionStage<?> unused = shelf.keep(id, caller, session).thenRun(() -> shared.accept(session));
    }

    /** The caller's session of that id; null if there is none, or it is not theirs. */
    public @Nullable FrontSession find(String id, String caller, String scope) {
        FrontSession session = shelf.find(id, caller);
        return session == null || !session.scope().equals(scope) ? null : session;
    }

    /** It is over. */
    public void end(FrontSession session) {
        shelf.end(session.id());
    }

    @Override
    public String name() {
        return "front";
    }

    @Override
    public ObjectNode written(FrontSession session) {
        return session.written(Json.object());
    }

    @Override
    public FrontSession read(String key, String owner, ObjectNode kept) {
        Revision revision = EraTerms.legacyRevision(kept.path("revision").asText());
        ClientSession talk = ClientSession.withMany(
                key, owner, kept.withObject("/capabilities"), kept.withObject("/clientInfo"), revision);
        FrontSession session = new FrontSession(talk, key, kept.path("scope").asText(), revision);
        session.recall(kept);
        session.whenChanged(() -> shelf.changed(key));
        return session;
    }

    @Override
    public boolean isBusy(String key, FrontSession session) {
        return session.isBusy();
    }

    @Override
    public void ended(String key, FrontSession session) {
        ended.accept(session);
    }
}
