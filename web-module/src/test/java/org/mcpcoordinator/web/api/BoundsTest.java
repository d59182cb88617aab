package org.mcpcoordinator.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.problem.ProblemException;

class BoundsTest {
    @Test
    void nothingSentMeansTheUsual() {
        assertThat(Bounds.number("size", null, 100, 1, 1000)).isEqualTo(100);
        assertThat(Bounds.number("size", " ", 100, 1, 1000)).isEqualTo(100);
        assertThat(Bounds.choice("category", "", Category.values(), Category::id))
                .isNull();
    }

    @Test
    void bothEndsAreAllowed() {
        assertThat(Bounds.number("size", "1", 100, 1, 1000)).isEqualTo(1);
        assertThat(Bounds.number("size", "1000", 100, 1, 1000)).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "ten", "1.5", "99999999999"})
    void whatLiesOutsideIsRefusedByName(String text) {
        assertThatThrownBy(() -> Bounds.number("size", text, 100, 1, 1000))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("size")
                .hasMessageContaining("1000");
    }

    @Test
    void aChoiceIsReadInAnyCaseAndWithDashes() {
        assertThat(Bounds.choice("category", "AI-ml", Category.values(), Category::id))
                .isEqualTo(Category.AI_ML);
        assertThatThrownBy(() -> Bounds.choice("category", "kitchen", Category.values(), Category::id))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("database, filesystem");
    }

    @Test
    void whatMustBeThereIsAskedFor() {
        assertThatThrownBy(() -> Bounds.needed("planId", null, 10)).hasMessage("planId: is missing.");
        assertThatThrownBy(() -> Bounds.needed("planId", "x".repeat(11), 10)).hasMessageContaining("10 characters");
    }
}
