package org.mcpcoordinator.cluster;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import org.infinispan.Cache;

/**
 * The cache {@code sessions} of WildFly's container {@code coordinator}. WildFly stops it with the last deployment that uses
 * it; what is in it then lies in its store until the next one starts it.
 */
@ApplicationScoped
public class SharedSessions {
    @Resource(lookup = "java:jboss/infinispan/cache/coordinator/sessions")
    @SuppressWarnings("NullAway.Init")
    private Cache<String, byte[]> cache;

    /** What is kept there, whoever deployed before us. */
    public SessionMemory memory() {
        return new InfinispanMemory(cache);
    }
}
