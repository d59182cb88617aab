package org.mcpcoordinator.web.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.access.Scope;
import org.mcpcoordinator.access.Sight;
import org.mcpcoordinator.directory.Listing;
import org.mcpcoordinator.directory.TestingListing;

class SeenViewsTest {
    private final SeenViews views = new SeenViews();
    private final Listing listing = new TestingListing()
            .with("notes", "api", "modern", "", "read", "write")
            .made();

    private static Sight server(String name) {
        return Sight.of(new Scope(List.of(), List.of(name), List.of(), List.of(), CallRate.NONE));
    }

    @Test
    void whoSeesTheSameSharesAViewUntilThereIsAnotherListing() {
        SeenViews.Seen first = views.of(listing, "", server("notes"));
        assertThat(views.of(listing, "", server("notes"))).isSameAs(first);
        assertThat(views.of(listing, "api", server("notes"))).isNotSameAs(first);
        Listing next =
                new TestingListing().with("notes", "api", "modern", "", "read").made();
        assertThat(views.size()).isEqualTo(2);
        assertThat(views.of(next, "", server("notes"))).isNotSameAs(first);
        assertThat(views.size()).as("nothing keeps the older listing").isOne();
    }

    @Test
    void whoSeesEverythingTakesNoRoom() {
        assertThat(views.of(listing, "", Sight.ALL).view()).isSameAs(listing.all());
        assertThat(views.size()).isZero();
    }

    @Test
    void thoseAskedForLastAreKept() {
        SeenViews.Seen often = views.of(listing, "", server("notes"));
        for (int n = 0; n < 3 * SeenViews.MOST; n++) {
            views.of(listing, "", server("s" + n));
            assertThat(views.of(listing, "", server("notes"))).isSameAs(often);
        }
        assertThat(views.size()).isEqualTo(SeenViews.MOST);
    }
}
