package org.mcpcoordinator.cluster;

import org.infinispan.notifications.Listener;
import org.infinispan.notifications.cachelistener.annotation.CacheEntriesEvicted;
import org.infinispan.notifications.cachelistener.annotation.CacheEntryExpired;
import org.infinispan.notifications.cachelistener.annotation.CacheEntryModified;
import org.infinispan.notifications.cachelistener.annotation.CacheEntryRemoved;
import org.infinispan.notifications.cachelistener.event.CacheEntriesEvictedEvent;
import org.infinispan.notifications.cachelistener.event.CacheEntryExpiredEvent;
import org.infinispan.notifications.cachelistener.event.CacheEntryModifiedEvent;
import org.infinispan.notifications.cachelistener.event.CacheEntryRemovedEvent;

/** Tells what happens in the cache of sessions; public because Infinispan calls it. */
@Listener(observation = Listener.Observation.POST)
public final class SessionNews {
    private final SessionMemory.Ear ear;

    SessionNews(SessionMemory.Ear ear) {
        this.ear = ear;
    }

    /** Its time is over. */
    @CacheEntryExpired
    public void expired(CacheEntryExpiredEvent<String, byte[]> event) {
        ear.expired(event.getKey(), event.getValue());
    }

    /** There was no room. */
    @CacheEntriesEvicted
    public void evicted(CacheEntriesEvictedEvent<String, byte[]> event) {
        event.getEntries().forEach(ear::pushedOut);
    }

    /** What other nodes put there. */
    @CacheEntryModified
    public void modified(CacheEntryModifiedEvent<String, byte[]> event) {
        if (!event.isOriginLocal()) {
            ear.changedElsewhere(event.getKey());
        }
    }

    /** What other nodes take away. */
    @CacheEntryRemoved
    public void removed(CacheEntryRemovedEvent<String, byte[]> event) {
        if (!event.isOriginLocal()) {
            ear.changedElsewhere(event.getKey());
        }
    }
}
