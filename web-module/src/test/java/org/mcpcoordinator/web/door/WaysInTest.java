package org.mcpcoordinator.web.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.web.door.TestingDoor.LIMITED;
import static org.mcpcoordinator.web.door.TestingDoor.TOKEN;
import static org.mcpcoordinator.web.door.TestingDoor.basic;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.access.User;

class WaysInTest {
    private static final String GOOD = basic("ada", "löwe:1");

    private final TestingDoor door = new TestingDoor();

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    @Test
    void aTokenOpensTheApiAndTheCallerIsSeenEverywhere() throws Exception {
        HttpResponse<String> answer = door.get("/api/v1/fleet", "Authorization", "Bearer " + TOKEN);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("attribute=Caller[name=robot, role=OPERATOR, means=bearer]")
                .contains("user=robot admin=false operator=true viewer=true")
                .contains("identity=Caller[name=robot")
                .contains("session=false");
    }

    @Test
    void aTokenOpensTheGatewayOnTheIoThread() throws Exception {
        assertThat(door.post("/mcp/s/x", "{}", "Authorization", "bearer " + TOKEN)
                        .body())
                .isEqualTo("gateway Caller[name=robot, role=OPERATOR, means=bearer] on the I/O thread");
    }

    @Test
    void aTokenThatIsLimitedIsForTheGatewayOnlyWhateverItsRole() throws Exception {
        String token = "Bearer " + LIMITED;
        assertThat(door.post("/mcp/s/x", "{}", "Authorization", token).body()).startsWith("gateway Caller[name=narrow");
        assertThat(door.get("/ws/mcp", "Authorization", token).body())
                .as("each message is sent to /mcp")
                .contains("user=narrow");
        assertThat(door.get("/ws/mcp", "Sec-WebSocket-Protocol", "mcp, bearer." + LIMITED)
                        .body())
                .contains("user=narrow");
        for (String path : List.of("/api/v1/fleet", "/metrics", "/ws/live", "/ws/hub", "/ws/mcp/x", "/ws")) {
            HttpResponse<String> answer = door.get(path, "Authorization", token);
            assertThat(answer.statusCode()).as(path).isEqualTo(403);
            assertThat(answer.body()).as(path).contains("FORBIDDEN").contains("for /mcp and /ws/mcp only");
        }
    }

    @Test
    void whoHasNoTokenIsToldHowToGetOne() throws Exception {
        assertThat(door.post("/mcp", "{}").body()).contains("coordinator tokens create");
        assertThat(door.post("/mcp", "{}", "Authorization", "Bearer old").body())
                .contains("revoked or expired")
                .contains("coordinator tokens create");
    }

    @Test
    void theFirstRequestAfterTheStartTellsTheApplicationItsOwnSocket() throws Exception {
        door.open = false;
        door.get("/health/live");
        assertThat(door.reached).isEmpty();
        door.open = true;
        door.get("/health/live");
        door.get("/health/live");
        assertThat(door.reached).containsExactly("http " + door.port());
    }

    @Test
    void aWrongTokenIsRefusedAndNothingIsRevealed() throws Exception {
        HttpResponse<String> answer = door.post("/mcp/s/x", "{}", "Authorization", "Bearer wrong");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("www-authenticate"))
                .contains("Bearer realm=\"coordinator\", error=\"invalid_token\"");
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"NOT_AUTHENTICATED\"").doesNotContain("wrong");
        assertThat(door.get("/api/v1/fleet", "Authorization", "Bearer ").statusCode())
                .isEqualTo(401);
        assertThat(door.get("/api/v1/fleet", "Authorization", "Bearer " + "x".repeat(5_000))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void basicIsCheckedOnceAndKnownFor60Seconds() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(door.get("/api/v1/fleet", "Authorization", GOOD).body())
                    .contains("user=ada admin=true", "means=basic");
        }
        assertThat(door.passwordChecks).hasValue(1);
        door.time.advance(Duration.ofSeconds(61));
        assertThat(door.get("/api/v1/fleet", "Authorization", GOOD).statusCode())
                .isEqualTo(200);
        assertThat(door.passwordChecks).hasValue(2);
    }

    @Test
    void basicOpensTheGatewayToo() throws Exception {
        assertThat(door.post("/mcp/s/x", "{}", "Authorization", GOOD).body()).contains("name=ada", "on the I/O thread");
        assertThat(door.post("/mcp/s/x", "{}", "Authorization", GOOD).body()).contains("name=ada", "on the I/O thread");
        assertThat(door.passwordChecks).hasValue(1);
    }

    @Test
    void aHundredRequestsAtOnceShareOneCheck() throws Exception {
        HttpRequest request =
                door.request("/api/v1/fleet").header("Authorization", GOOD).build();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(door.client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
        }
        assertThat(door.passwordChecks.get()).isLessThan(10);
    }

    @Test
    void aWrongPasswordIsRefusedWithoutAHint() throws Exception {
        HttpResponse<String> wrongPassword = door.get("/api/v1/fleet", "Authorization", basic("ada", "x"));
        HttpResponse<String> wrongName = door.get("/api/v1/fleet", "Authorization", basic("bob", "x"));
        assertThat(wrongPassword.statusCode()).isEqualTo(401);
        assertThat(wrongPassword.body()).isEqualTo(wrongName.body());
        assertThat(wrongPassword.headers().firstValue("www-authenticate").orElseThrow())
                .startsWith("Basic ");
        assertThat(wrongPassword.headers().firstValue("set-cookie")).isEmpty();
    }

    @Test
    void malformedCredentialsAreRefused() throws Exception {
        for (String odd :
                List.of("Basic", "Basic !!!", "Basic YWRh", "Basic 4pi6", "Digest x", "Basic " + "A".repeat(4_000))) {
            assertThat(door.get("/api/v1/fleet", "Authorization", odd).statusCode())
                    .as(odd)
                    .isEqualTo(401);
        }
        assertThat(door.passwordChecks).hasValue(0);
    }

    @Test
    void elevenWrongTriesMustWaitAndTheRightPasswordToo() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(door.get("/api/v1/fleet", "Authorization", basic("ada", "x" + i))
                            .statusCode())
                    .isEqualTo(401);
        }
        HttpResponse<String> waiting = door.get("/api/v1/fleet", "Authorization", GOOD);
        assertThat(waiting.statusCode()).isEqualTo(429);
        assertThat(waiting.body()).contains("TOO_MANY_TRIES");
        assertThat(door.passwordChecks).hasValue(10);
        assertThat(door.get("/api/v1/fleet", "Authorization", basic("bob", "x")).statusCode())
                .isEqualTo(401);
        door.time.advance(Duration.ofSeconds(5));
        assertThat(door.get("/api/v1/fleet", "Authorization", GOOD).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aDatabaseThatIsAwayIsNoWrongPassword() throws Exception {
        door.databaseAway = true;
        for (int i = 0; i < 15; i++) {
            HttpResponse<String> answer = door.get("/api/v1/fleet", "Authorization", GOOD);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("DATABASE_AWAY");
        }
        door.databaseAway = false;
        assertThat(door.get("/api/v1/fleet", "Authorization", GOOD).statusCode())
                .isEqualTo(200);
    }

    @Test
    void signingInGivesASessionThatCountsForTheApiAndNotForTheGateway() throws Exception {
        HttpResponse<String> login = door.post("/api/v1/login", "ada:löwe:1");
        assertThat(login.statusCode()).isEqualTo(200);
        assertThat(login.body()).isEqualTo("admin=true");
        assertThat(login.headers().allValues("set-cookie"))
                .anyMatch(cookie -> cookie.startsWith("COORDINATOR_SESSION="));
        assertThat(door.get("/api/v1/fleet").body())
                .contains("user=ada admin=true", "means=session", "identity=Caller");
        assertThat(door.get("/ws/live").body()).contains("user=ada");
        assertThat(door.post("/mcp/s/x", "{}").statusCode()).isEqualTo(401);
    }

    @Test
    void aSessionGetsANewIdWhenItIsSignedIn() throws Exception {
        door.post("/api/v1/login", "ada:wrong");
        assertThat(door.get("/api/v1/fleet").statusCode()).isEqualTo(401);
        door.post("/api/v1/login", "ada:löwe:1");
        String first = cookie();
        door.post("/api/v1/logout", "");
        door.post("/api/v1/login", "ada:löwe:1");
        assertThat(cookie()).isNotEqualTo(first);
    }

    private String cookie() {
        return ((java.net.CookieManager) door.client.cookieHandler().orElseThrow())
                .getCookieStore()
                .getCookies()
                .get(0)
                .getValue();
    }

    @Test
    void signingOutEndsTheSession() throws Exception {
        door.post("/api/v1/login", "ada:löwe:1");
        assertThat(door.post("/api/v1/logout", "").statusCode()).isEqualTo(200);
        assertThat(door.get("/api/v1/fleet").statusCode()).isEqualTo(401);
    }

    @Test
    void signingInIsThrottledToo() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(door.post("/api/v1/login", "ada:wrong").statusCode()).isEqualTo(401);
        }
        assertThat(door.post("/api/v1/login", "ada:löwe:1").statusCode()).isEqualTo(429);
    }

    @Test
    void aSessionEndsWhenItsAccountChanges() throws Exception {
        User ada = new User("ada", Role.ADMIN, true, door.time.instant(), door.time.instant());
        door.users.put("ada", ada);
        door.post("/api/v1/login", "ada:löwe:1");
        assertThat(door.get("/api/v1/fleet").statusCode()).isEqualTo(200);
        door.time.advance(Duration.ofSeconds(1));
        door.users.put("ada", new User("ada", Role.VIEWER, true, ada.createdAt(), door.time.instant()));
        door.accounts.forget();
        assertThat(door.get("/api/v1/fleet").statusCode()).isEqualTo(401);
    }

    @Test
    void aSessionEndsWithin10SecondsEvenIfNobodyAnnouncedTheChange() throws Exception {
        door.users.put("ada", new User("ada", Role.ADMIN, true, door.time.instant(), door.time.instant()));
        door.post("/api/v1/login", "ada:löwe:1");
        assertThat(door.get("/api/v1/fleet").statusCode()).isEqualTo(200);
        door.users.put("ada", new User("ada", Role.ADMIN, false, door.time.instant(), door.time.instant()));
        door.time.advance(Duration.ofSeconds(10));
        assertThat(door.get("/api/v1/fleet").statusCode()).isEqualTo(401);
    }

    @Test
    void aForeignCookieIsNoSession() throws Exception {
        HttpResponse<String> answer = door.get("/api/v1/fleet", "Cookie", "COORDINATOR_SESSION=made-up");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("NOT_AUTHENTICATED");
        assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
    }
}
