package org.mcpcoordinator.setting;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;

/** Gives everybody the same clock, so that tests can bring their own. */
@ApplicationScoped
class Clocks {
    @Produces
    Clock clock() {
        return Clock.systemUTC();
    }
}
