package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Writes one secret after the other and keeps a list of those whose write was acknowledged. */
final class Acknowledged {
    private static final long REST_NANOS = 50_000_000;

    private final RunningProduct product;
    private final String prefix;
    private final List<String> names = new ArrayList<>();
    private final Thread thread = new Thread(this::write);
    private volatile int acknowledged;
    private volatile boolean over;

    private Acknowledged(RunningProduct product, String prefix) {
        this.product = product;
        this.prefix = prefix;
    }

    static Acknowledged writes(RunningProduct product, String prefix) {
        Acknowledged writes = new Acknowledged(product, prefix);
        writes.thread.setDaemon(true);
        writes.thread.start();
        return writes;
    }

    private void write() {
        for (int number = 0; !over; number++) {
            String name = prefix + "_" + number;
            HttpRequest put = product.request("api/v1/secrets/" + name)
                    .header("Content-Type", "text/plain")
                    .PUT(HttpRequest.BodyPublishers.ofString("swordfish"))
                    .build();
            try {
                if (product.send(put).statusCode() == 204) {
                    names.add(name);
                    acknowledged = names.size();
                }
            } catch (RuntimeException broken) {
                // Nothing was acknowledged, so it may be there or not.
            }
            LockSupport.parkNanos(REST_NANOS);
        }
    }

    /** Waits until something can be lost. */
    void awaitFirst() {
        Await.until("a write was acknowledged", Duration.ofSeconds(30), () -> acknowledged > 0);
    }

    /** Ends writing; all that was acknowledged must be there. Takes it away again and gives how many there were. */
    int endAndCompare() throws InterruptedException {
        over = true;
        thread.join();
        assertThat(product.get("secrets").path("items").findValuesAsText("name"))
                .containsAll(names);
        Postgres.change(product, "DELETE FROM secret WHERE name LIKE '" + prefix + "\\_%'");
        return names.size();
    }
}
