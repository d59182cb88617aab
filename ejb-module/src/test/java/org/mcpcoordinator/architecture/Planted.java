package org.mcpcoordinator.architecture;

import jakarta.annotation.PreDestroy;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Stateless;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Classes that break one rule each, so that each rule is seen to bite. */
final class Planted {
    private Planted() {}

    static final class KnowsADoor {
        jakarta.ws.rs.core.@Nullable Response response;
    }

    static final class KnowsServlets {
        jakarta.servlet.http.@Nullable HttpServletRequest request;
    }

    static final class KnowsBatch {
        jakarta.batch.operations.@Nullable JobOperator operator;
    }

    static final class UsesTheEntityManager {
        @Nullable
        EntityManager entityManager;
    }

    public static final class PublicStore {}

    @Entity
    public static class PublicEntity {
        void setName(String name) {
            throw new IllegalArgumentException(name);
        }
    }

    interface HasABody {
        default int number() {
            return 1;
        }
    }

    @Stateless
    public static class HasAMethodOfItsInterface implements HasABody {}

    static final class LooksAtTheClock {
        Instant now() {
            return Instant.now();
        }
    }

    static final class CountsMillis {
        long now() {
            return System.currentTimeMillis();
        }
    }

    static final class StartsAThread {
        Thread start() {
            return new Thread("planted");
        }
    }

    static final class MakesAnExecutor {
        Object make() {
            return Executors.newCachedThreadPool();
        }
    }

    static final class Sleeps {
        void sleep() throws InterruptedException {
            Thread.sleep(1);
        }
    }

    static final class BorrowsTheCommonPool {
        Object borrow() {
            return CompletableFuture.supplyAsync(() -> 1);
        }
    }

    static final class StreamsInParallel {
        long count() {
            return List.of(1).parallelStream().count();
        }
    }

    static final class StartsAProcess {
        Process start() throws IOException {
            return new ProcessBuilder("true").start();
        }
    }

    static final class PlantedManager {}

    @Stateless
    public static class HasWhatOthersCannotAsk {
        int hidden() {
            return 1;
        }
    }

    static final class AsksForIt {
        int ask(HasWhatOthersCannotAsk bean) {
            return bean.hidden();
        }
    }

    @Stateless
    static class SaysNotWhoMayCall {
        public void call() {
            throw new UnsupportedOperationException();
        }
    }

    static final class ThrowsAtTheEnd {
        @PreDestroy
        void end() throws IOException {
            throw new IOException();
        }
    }

    @Singleton
    static class NotCalledATimerHere {
        @Schedule(persistent = false)
        void tick() {
            throw new UnsupportedOperationException();
        }
    }

    @Singleton
    static class PersistentTimer {
        @Schedule
        void tick() {
            throw new UnsupportedOperationException();
        }
    }
}
