package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Any lines as headers: credentials and what was for one hop only stay, all else passes as it is. */
class HeadlineFuzzTest {
    private static final Set<String> STAY = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "proxy-authorization",
            "cookie",
            "origin",
            "referer",
            "expect",
            "forwarded");

    @FuzzTest
    void credentialsStayAndAllElsePassesAsItIs(byte[] bytes) {
        HeaderMap from = new HeaderMap();
        Set<String> stay = new HashSet<>(STAY);
        for (String line : new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            String[] parts = line.split(":", 2);
            if (parts.length == 2 && !parts[0].isEmpty() && parts[0].indexOf('\r') < 0) {
                from.add(new HttpString(parts[0]), parts[1]);
                if (parts[0].equalsIgnoreCase("connection")) {
                    for (String name : parts[1].split(",", -1)) {
                        stay.add(name.strip().toLowerCase(Locale.ROOT));
                    }
                }
            }
        }
        HeaderMap to = new HeaderMap();
        Headline.request(from, to, "here", Map.of(Headers.AUTHORIZATION, "Bearer own"));

        assertThat(to.get(Headers.AUTHORIZATION)).containsExactly("Bearer own");
        assertThat(to.get(Headers.HOST)).containsExactly("here");
        for (HttpString name : from.getHeaderNames()) {
            String lower = name.toString().toLowerCase(Locale.ROOT);
            if (lower.equals("authorization") || lower.equals("host")) {
                continue;
            }
            boolean stays = stay.contains(lower) || lower.startsWith("x-forwarded-") || lower.startsWith("sec-");
            assertThat(to.contains(name)).as("%s of %s", name, from).isEqualTo(!stays);
            if (!stays) {
                assertThat(List.copyOf(to.get(name))).isEqualTo(List.copyOf(from.get(name)));
            }
        }
        assertThat(to.size()).isLessThanOrEqualTo(from.size() + 2);
    }
}
