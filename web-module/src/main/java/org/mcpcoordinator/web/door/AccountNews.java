package org.mcpcoordinator.web.door;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Herald;
import org.mcpcoordinator.cluster.Announced;

/** Hears that accounts have changed, on whatever node. */
@ApplicationScoped
class AccountNews {
    private volatile @Nullable Runnable listener;

    /** Tells only the one who listened last. */
    void listen(Runnable next) {
        listener = next;
    }

    void on(@Observes Announced announced) {
        Runnable told = listener;
        if (told != null && announced.concerns(Herald.USERS)) {
            told.run();
        }
    }
}
