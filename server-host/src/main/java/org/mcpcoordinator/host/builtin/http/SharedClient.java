package org.mcpcoordinator.host.builtin.http;

import java.net.http.HttpClient;
import java.time.Duration;

/** One client for all servers of the process, made by the first call. */
final class SharedClient {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private SharedClient() {}

    static HttpClient get() {
        return CLIENT;
    }
}
