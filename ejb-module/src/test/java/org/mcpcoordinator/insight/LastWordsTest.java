package org.mcpcoordinator.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LastWordsTest {
    @Test
    void linesOfTroubleAreToldOnceEachWhereTheyWereSaidLast() {
        assertThat(LastWords.telling(List.of("began", "Error: port", "waits", "panic: no disk", "Error: port"), 8))
                .containsExactly("panic: no disk", "Error: port");
    }

    @Test
    void ofTroubleTheLastLinesAreToldAndOfAQuietServerThree() {
        assertThat(LastWords.telling(List.of("error 1", "error 2", "error 3"), 2))
                .containsExactly("error 2", "error 3");
        assertThat(LastWords.telling(List.of("a", "b", "c", "d"), 8)).containsExactly("b", "c", "d");
        assertThat(LastWords.telling(List.of(), 8)).isEmpty();
    }

    @Test
    void whatWasSaidAfterTheLastTroubleIsToldAsFarAsThereIsRoom() {
        List<String> said = List.of("not found: cache, goes on without", "began", "a", "b", "line 3: unexpected brace");

        assertThat(LastWords.telling(said, 8))
                .containsExactly("not found: cache, goes on without", "a", "b", "line 3: unexpected brace");
        assertThat(LastWords.telling(said, 2))
                .containsExactly("not found: cache, goes on without", "line 3: unexpected brace");
        assertThat(LastWords.telling(said, 1)).containsExactly("not found: cache, goes on without");
    }
}
