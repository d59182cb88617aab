package org.mcpcoordinator.host.builtin.erpnext;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mcpcoordinator.host.builtin.Calls;
import org.mcpcoordinator.host.builtin.TestingService;
import org.mcpcoordinator.host.builtin.TestingService.Asked;
import org.mcpcoordinator.host.builtin.TestingService.Told;

/** The stand-in follows Frappe's published REST interface: paths, parameters, envelopes and errors. */
class ErpnextTest {
    @TempDir
    Path directory;

    private TestingService site;
    private @Nullable Told failure;

    @BeforeEach
    void start() throws Exception {
        site = new TestingService(asked -> failure == null ? answer(asked) : failure);
    }

    private static Told answer(Asked asked) {
        return switch (asked.method() + " " + asked.path()) {
            case "GET /api/resource/Sales%20Order" ->
                Told.json(200, "{\"data\":[{\"name\":\"SO-1\",\"status\":\"Draft\"},{\"name\":\"SO-2\"}]}");
            case "GET /api/resource/Customer/A%2FB%20%26%20Co" ->
                Told.json(200, "{\"data\":{\"name\":\"A/B & Co\",\"territory\":\"Thailand\"}}");
            case "GET /api/method/frappe.client.get_count" -> Told.json(200, "{\"message\":17}");
            case "GET /api/method/frappe.desk.query_report.run" ->
                Told.json(200, "{\"message\":{\"columns\":[\"a\"],\"result\":[[1],[2],[3]]}}");
            case "POST /api/resource/Customer", "PUT /api/resource/Customer/C-1" ->
                Told.json(200, "{\"data\":{\"name\":\"C-1\",\"customer_name\":\"New\"}}");
            default -> Told.json(404, "{\"exc_type\":\"DoesNotExistError\"}");
        };
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private Calls remote(String more) throws Exception {
        return Calls.of(
                "erpnext",
                "{\"base\":\"" + site.address() + "/\",\"apiKey\":\"key1\",\"apiSecret\":\"secret1\","
                        + "\"doctypes\":[\"Sales Order\",\"Customer\"],\"reports\":[\"Stock Balance\"]" + more + "}",
                directory);
    }

    @Test
    void documentsAreAskedForAsFrappeWantsIt() throws Exception {
        try (Calls calls = remote("")) {
            JsonNode list = calls.json(
                    "list_documents",
                    "{\"doctype\":\"Sales Order\",\"limit\":1,\"fields\":[\"status\"],\"orderBy\":\"creation\",\"filters\":["
                            + "{\"field\":\"status\",\"operator\":\"in\",\"value\":[\"Draft\",\"To Bill\"]},"
                            + "{\"field\":\"grand_total\",\"operator\":\">\",\"value\":5}]}");
            assertThat(list.path("documents")).hasSize(1);
            assertThat(list.path("more").asBoolean()).isTrue();
            assertThat(site.last().query())
                    .contains("fields=[\"name\",\"status\"]")
                    .contains("filters=[[\"status\",\"in\",[\"Draft\",\"To Bill\"]],[\"grand_total\",\">\",5]]")
                    .contains("order_by=creation desc")
                    .contains("limit_page_length=2");
            assertThat(site.last().authorization()).isEqualTo("token key1:secret1");
            assertThat(calls.json("get_document", "{\"doctype\":\"Customer\",\"name\":\"A/B & Co\"}")
                            .path("territory")
                            .asText())
                    .isEqualTo("Thailand");
            assertThat(calls.json("count_documents", "{\"doctype\":\"Customer\"}")
                            .path("count")
                            .asInt())
                    .isEqualTo(17);
            calls.json("search_documents", "{\"doctype\":\"Sales Order\",\"text\":\"a\\\\b\"}");
            assertThat(site.last().query())
                    .as("the site itself takes a backslash as one")
                    .contains("[[\"name\",\"like\",\"%a\\\\b%\"]]");
            JsonNode report =
                    calls.json("run_report", "{\"report\":\"Stock Balance\",\"filters\":{\"company\":\"X\"}}");
            assertThat(report.path("rows")).hasSize(3);
            assertThat(site.last().query()).contains("filters={\"company\":\"X\"}");
        }
    }

    @Test
    void nothingButListedKindsAndReportsIsAsked() throws Exception {
        try (Calls calls = remote(",\"write\":true")) {
            for (String doctype : List.of("User", "customer", "Customer/C-1", "../method/x")) {
                assertThat(calls.failure("list_documents", "{\"doctype\":\"" + doctype + "\"}"))
                        .contains("is not served here; kinds are Sales Order, Customer");
                assertThat(calls.failure("create_document", "{\"doctype\":\"" + doctype + "\",\"values\":{\"a\":1}}"))
                        .contains("is not served here");
            }
            assertThat(calls.failure("run_report", "{\"report\":\"Payroll\"}")).contains("is not served here");
            assertThat(calls.failure("get_document", "{\"doctype\":\"Customer\",\"name\":\"..\"}"))
                    .contains("must not be empty, . or ..");
            assertThat(calls.failure("list_documents", "{\"doctype\":\"Customer\",\"fields\":[\"sleep(9) as x\"]}"))
                    .contains("fields[0]: must look like");
            assertThat(calls.failure(
                            "update_document",
                            "{\"doctype\":\"Customer\",\"name\":\"C-1\",\"values\":{\"doctype\":\"User\"}}"))
                    .contains("doctype cannot be set");
            assertThat(site.asked()).isEmpty();
        }
    }

    @Test
    void changesAreOfferedOnlyWhereTheyAreAllowed() throws Exception {
        try (Calls calls = remote("")) {
            assertThat(calls.tools()).doesNotContain("create_document", "update_document");
        }
        try (Calls calls = remote(",\"write\":true")) {
            calls.json("create_document", "{\"doctype\":\"Customer\",\"values\":{\"customer_name\":\"New\"}}");
            assertThat(site.last().body().toString()).isEqualTo("{\"customer_name\":\"New\"}");
            calls.json("update_document", "{\"doctype\":\"Customer\",\"name\":\"C-1\",\"values\":{\"disabled\":1}}");
            assertThat(site.last().method()).isEqualTo("PUT");
        }
    }

    @Test
    void whatIsSearchedForIsTextAndNoPattern() throws Exception {
        try (Calls calls = Calls.of("erpnext", "{\"write\":true}", directory)) {
            for (String name : List.of("50% off", "50 euro off", "a_b", "axb", "a\\\\b")) {
                calls.json(
                        "create_document",
                        "{\"doctype\":\"Customer\",\"values\":{\"customer_name\":\"" + name + "\"}}");
            }
            for (String text : List.of("50% OFF", "A_b", "a\\\\b")) {
                JsonNode found = calls.json(
                        "search_documents",
                        "{\"doctype\":\"Customer\",\"field\":\"customer_name\",\"text\":\"" + text + "\"}");
                assertThat(found.path("documents").findValuesAsText("customer_name"))
                        .as(text)
                        .hasSizeLessThan(2);
                assertThat(found.path("documents")).as(text).hasSize(1);
            }
        }
    }

    @Test
    void theSampleStoreTakesNoMoreThanItMayHold() throws Exception {
        try (Calls calls = Calls.of("erpnext", "{\"write\":true}", directory)) {
            String create = "{\"doctype\":\"Customer\",\"values\":{\"customer_name\":\"" + "x".repeat(100_000) + "\"}}";
            for (int i = 0; i < 10; i++) {
                calls.json("create_document", create);
            }
            assertThat(calls.failure("create_document", create)).contains("1048576 characters");
            String name = calls.json("list_documents", "{\"doctype\":\"Customer\",\"limit\":1}")
                    .at("/documents/0/name")
                    .asText();
            calls.json(
                    "update_document",
                    "{\"doctype\":\"Customer\",\"name\":\"" + name + "\",\"values\":{\"customer_name\":\"short\"}}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "401; AuthenticationError; must set apiKey and apiSecret",
                "403; frappe.exceptions.PermissionError: no secret1; may not do this (403): frappe.exceptions.PermissionError: no (secret)",
                "404; DoesNotExistError; knows no such document, kind or report (404)",
                "409; DuplicateEntryError; There is such a document already",
                "429; RateLimitExceededError; try again after 3 s",
                "500; OperationalError; The site failed (500)",
                "302; ''; redirects to another address"
            })
    void errorsOfTheSiteAreToolErrors(int status, String exception, String sentence) throws Exception {
        failure = new Told(
                status, "{\"exception\":\"" + exception + "\",\"exc\":\"[Traceback ...]\"}", "Retry-After", "3");
        try (Calls calls = remote("")) {
            assertThat(calls.failure("list_documents", "{\"doctype\":\"Customer\"}"))
                    .contains(sentence)
                    .doesNotContain("secret1")
                    .doesNotContain("Traceback");
        }
    }

    @Test
    void whatTheSiteShowsItsUsersIsTold() throws Exception {
        failure = Told.json(
                417,
                "{\"exc_type\":\"ValidationError\",\"_server_messages\":\"[\\\"{\\\\\\\"message\\\\\\\": \\\\\\\"<b>Customer Name"
                        + "</b> is mandatory\\\\\\\"}\\\"]\"}");
        try (Calls calls = remote(",\"write\":true")) {
            assertThat(calls.failure("create_document", "{\"doctype\":\"Customer\",\"values\":{\"a\":1}}"))
                    .contains("does not accept this (417): Customer Name is mandatory");
        }
        failure = Told.json(200, "<html>Login</html>");
        try (Calls calls = remote(",\"maxBytes\":1024")) {
            assertThat(calls.failure("list_documents", "{\"doctype\":\"Customer\"}"))
                    .contains("answered no JSON");
            failure = Told.json(200, "{\"data\":[\"" + "x".repeat(2_000) + "\"]}");
            assertThat(calls.failure("list_documents", "{\"doctype\":\"Customer\"}"))
                    .contains("more than 1024 bytes");
        }
    }

    @Test
    void theSampleStoreBehavesLikeASite() throws Exception {
        try (Calls calls = Calls.of("erpnext", "{\"write\":true,\"documents\":50}", directory)) {
            int all = calls.json("count_documents", "{\"doctype\":\"Sales Order\"}")
                    .path("count")
                    .asInt();
            assertThat(all).isEqualTo(50);
            JsonNode large = calls.json(
                    "list_documents",
                    "{\"doctype\":\"Sales Order\",\"fields\":[\"grand_total\"],\"orderBy\":\"grand_total\",\"limit\":5,"
                            + "\"filters\":[{\"field\":\"grand_total\",\"operator\":\">\",\"value\":1000}]}");
            List<Double> totals = large.path("documents").findValues("grand_total").stream()
                    .map(JsonNode::asDouble)
                    .toList();
            assertThat(totals).hasSize(5).isSortedAccordingTo(java.util.Comparator.reverseOrder());
            JsonNode made = calls.json(
                    "create_document",
                    "{\"doctype\":\"Customer\",\"values\":{\"customer_name\":\"Zebra Ltd\",\"territory\":\"Kenya\"}}");
            String name = made.path("name").asText();
            calls.json(
                    "update_document",
                    "{\"doctype\":\"Customer\",\"name\":\"" + name + "\",\"values\":{\"disabled\":1}}");
            assertThat(calls.json("get_document", "{\"doctype\":\"Customer\",\"name\":\"" + name + "\"}")
                            .path("disabled")
                            .asInt())
                    .isEqualTo(1);
            assertThat(calls.json(
                                    "search_documents",
                                    "{\"doctype\":\"Customer\",\"field\":\"customer_name\",\"text\":\"zebra\"}")
                            .path("documents"))
                    .hasSize(1);
            assertThat(calls.failure(
                            "update_document",
                            "{\"doctype\":\"Customer\",\"name\":\"" + name + "\",\"values\":{\"colour\":1}}"))
                    .contains("has no field colour");
            assertThat(calls.json("run_report", "{\"report\":\"Orders by Status\"}")
                            .path("rows"))
                    .isNotEmpty();
            assertThat(calls.failure("get_document", "{\"doctype\":\"Customer\",\"name\":\"none\"}"))
                    .contains("there is no Customer none");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "abc,abc,true",
        "abc,a%,true",
        "abc,%c,true",
        "abc,%b%,true",
        "abc,a_c,true",
        "abc,b,false",
        "abc,%d%,false",
        "aXbXc,a%x%c,true",
        "ab,a%ab,false",
        "abc,%,true"
    })
    void likeMeansWhatItMeansInSql(String text, String pattern, boolean holds) {
        assertThat(Conditions.like(text, pattern)).isEqualTo(holds);
    }
}
