package org.mcpcoordinator.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Undertow;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.web.testing.WithoutExtensions;

/** The servlets in the servlet container WildFly uses, with the console's real files. */
class ConsoleServletTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static Undertow server;
    private static DeploymentManager deployment;
    private static URI base;

    @BeforeAll
    static void start() throws ServletException {
        DeploymentInfo info = Servlets.deployment()
                .setClassLoader(new WithoutExtensions())
                .setContextPath("/")
                .setDeploymentName("console")
                .setResourceManager(new PathResourceManager(Path.of("src/main/webapp")))
                .addServlet(Servlets.servlet("console", ConsoleServlet.class)
                        .addMapping("/console/*")
                        .setLoadOnStartup(1))
                .addServlet(Servlets.servlet("entrance", EntranceServlet.class).addMapping(""));
        deployment = Servlets.newContainer().addDeployment(info);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(info.getClassLoader());
        try {
            deployment.deploy();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1", deployment.start())
                .build();
        server.start();
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        base = URI.create("http://127.0.0.1:" + address.getPort());
    }

    @AfterAll
    static void stop() throws ServletException {
        server.stop();
        deployment.stop();
        deployment.undeploy();
    }

    @Test
    void theEntranceLeadsToTheConsole() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(302);
        assertThat(get("/").headers().firstValue("Location").orElseThrow()).endsWith("/console/");
        assertThat(get("/console").headers().firstValue("Location").orElseThrow())
                .endsWith("/console/");
    }

    @Test
    void everyAddressInsideTheConsoleIsThePage() throws Exception {
        HttpResponse<String> page = get("/console/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-cache");
        assertThat(get("/console/servers/database-1").body()).isEqualTo(page.body());
        assertThat(page.body()).contains("Coordinator console").doesNotContain("@BUILD@", "@IMPORTS@");
    }

    @Test
    void thePolicyAllowsTheImportMapAndNothingElseInline() throws Exception {
        HttpResponse<String> page = get("/console/");
        Matcher map = Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL)
                .matcher(page.body());
        assertThat(map.find()).isTrue();
        String hash = java.util.Base64.getEncoder()
                .encodeToString(Digests.sha256(map.group(1).getBytes(java.nio.charset.StandardCharsets.UTF_8)));

        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "'sha256-" + hash + "'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
    }

    @Test
    void ownFilesBelowTheBuildsNameAreKeptForEver() throws Exception {
        Matcher build = Pattern.compile("src=\"(build-[0-9a-f]+/app\\.js)\"")
                .matcher(get("/console/").body());
        assertThat(build.find()).isTrue();
        HttpResponse<String> script = get("/console/" + build.group(1));

        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(script.headers().firstValue("Content-Type")).hasValue("text/javascript;charset=utf-8");
        assertThat(script.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
    }

    @Test
    void anotherBuildsFilesAreServedButNotKept() throws Exception {
        HttpResponse<String> script = get("/console/build-000000000000/app.js");

        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(script.headers().firstValue("Cache-Control")).hasValue("no-cache");
    }

    @Test
    void whatTheBrowserHasIsNotSentAgain() throws Exception {
        String tag = get("/console/").headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> again = get("/console/", "If-None-Match", tag);

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void filesAreCompressedForThoseWhoTakeIt() throws Exception {
        HttpResponse<String> plain = get("/console/messages/en.json");
        HttpResponse<String> gzipped = get("/console/messages/en.json", "Accept-Encoding", "gzip");

        assertThat(plain.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(gzipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(gzipped.headers().firstValueAsLong("Content-Length").orElseThrow())
                .isLessThan(plain.headers().firstValueAsLong("Content-Length").orElseThrow());
        assertThat(gzipped.headers().firstValue("ETag"))
                .isNotEqualTo(plain.headers().firstValue("ETag"));
    }

    @Test
    void aMissingFileIsNotThePage() throws Exception {
        assertThat(get("/console/missing.js").statusCode()).isEqualTo(404);
        assertThat(get("/console/lib/../../WEB-INF/jboss-web.xml").statusCode()).isNotEqualTo(200);
        assertThat(get("/console/lib/%2e%2e/index.html").statusCode()).isNotEqualTo(500);
    }

    private static HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
