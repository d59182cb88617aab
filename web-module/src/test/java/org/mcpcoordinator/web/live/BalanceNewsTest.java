package org.mcpcoordinator.web.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.balance.BalanceEvent;
import org.mcpcoordinator.web.wire.Json;

class BalanceNewsTest {
    private final List<Runnable> due = new ArrayList<>();
    private final List<List<BalanceEvent>> told = new ArrayList<>();
    private final BalanceNews news = new BalanceNews(this::later, told::add);

    private void later(Runnable what, Duration after) {
        assertThat(after).isEqualTo(BalanceNews.BEAT);
        due.add(what);
    }

    private static BalanceEvent event(int server) {
        return new BalanceEvent(Instant.EPOCH, BalanceEvent.Kind.PAUSED, "s" + server, BalanceEvent.ALL, "");
    }

    @Test
    void aThousandAtOnceAreOneMessageOfTheNewest() {
        for (int i = 0; i < 1000; i++) {
            news.hear(event(i));
        }
        assertThat(due).as("one a second, however many there are").hasSize(1);
        due.remove(0).run();
        assertThat(told)
                .singleElement()
                .satisfies(events -> assertThat(events)
                        .hasSize(BalanceNews.MOST)
                        .last()
                        .extracting(BalanceEvent::server)
                        .isEqualTo("s999"));
        news.hear(event(1));
        assertThat(due).hasSize(1);
    }

    @Test
    void whatIsAboutAllCopiesNamesNone() {
        assertThat(Json.text(LiveMessage.BalanceNews.of(List.of(event(1)))))
                .isEqualTo("{\"type\":\"balance\",\"items\":[{\"at\":\"1970-01-01T00:00:00Z\",\"kind\":\"PAUSED\","
                        + "\"server\":\"s1\",\"why\":\"\"}]}");
    }
}
