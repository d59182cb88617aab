package org.mcpcoordinator.web.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.directory.Item;
import org.mcpcoordinator.directory.Kind;
import org.mcpcoordinator.directory.Shelf;
import org.mcpcoordinator.directory.TestingListing;

class PagesTest {
    private static Shelf shelf(int... numbers) {
        String[] names = IntStream.of(numbers).mapToObj("tool%05d"::formatted).toArray(String[]::new);
        return new TestingListing()
                .with("s", "api", "legacy", "", names)
                .made()
                .all()
                .of(Kind.TOOLS);
    }

    private static List<String> names(Pages.Page page) throws IOException {
        JsonNode read = new ObjectMapper().readTree("[" + new String(page.entries(), StandardCharsets.UTF_8) + "]");
        return read.findValuesAsText("name");
    }

    @Test
    void allPagesTogetherAreTheListWhateverComesAndGoesMeanwhile() throws IOException {
        Shelf all = shelf(IntStream.range(0, 2_500).toArray());
        // What stood at the end of the first page is gone when the second is asked for, and something new came before
        // it.
        Shelf later = shelf(IntStream.range(0, 2_600)
                .filter(number -> number != 999 && number != 1_500)
                .toArray());
        List<String> told = new ArrayList<>();
        Pages.Page page = Pages.page(Kind.TOOLS, all, null).orElseThrow();
        while (page.next() != null) {
            told.addAll(names(page));
            page = Pages.page(Kind.TOOLS, later, page.next()).orElseThrow();
        }
        told.addAll(names(page));

        assertThat(told)
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(2_599)
                .containsAll(later.items().stream().map(Item::key).toList());
    }

    @Test
    void aCursorOfAnotherListIsNone() {
        Optional<String> next = Pages.page(
                        Kind.TOOLS, shelf(IntStream.range(0, 1_001).toArray()), null)
                .map(Pages.Page::next);

        assertThat(next).isPresent();
        assertThat(Pages.page(Kind.PROMPTS, shelf(1), next.orElseThrow())).isEmpty();
    }
}
