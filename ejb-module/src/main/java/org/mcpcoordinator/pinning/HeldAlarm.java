package org.mcpcoordinator.pinning;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;
import org.mcpcoordinator.access.Audit;
import org.mcpcoordinator.access.Caller;

/** Says so, loudly and for good, when tools are held. */
@ApplicationScoped
class HeldAlarm {
    private static final Logger LOG = Logger.getLogger(HeldAlarm.class);

    @Inject
    Audit audit;

    void on(@Observes(during = TransactionPhase.AFTER_SUCCESS) ToolsHeld news) {
        String tools = String.join(", ", news.tools());
        LOG.warnf(
                "Tools of %s say something else of themselves than what was approved, and are not offered: %s"
                        + " (coordinator servers %s held)",
                news.server(), tools, news.server());
        audit.record(
                Caller.SYSTEM, "tool.hold", news.server(), "ok", "what they say of themselves has changed: " + tools);
    }
}
