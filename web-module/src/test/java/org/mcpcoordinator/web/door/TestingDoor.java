package org.mcpcoordinator.web.door;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.RequestTooBigException;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletSessionConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.CookieManager;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Herald;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.access.Scope;
import org.mcpcoordinator.access.Sight;
import org.mcpcoordinator.access.Tries;
import org.mcpcoordinator.access.User;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.web.door.oauth.OAuthDoor;
import org.mcpcoordinator.web.testing.WithoutExtensions;

/** A deployment with the door before it; its servlets tell what they see of the caller. */
final class TestingDoor implements AutoCloseable {
    static final String TOKEN = "mcpc_0123456789abcdef";
    /** Of an administrator who may call one server. */
    static final String LIMITED = "mcpc_limited";

    private static final Scope ONE_SERVER = new Scope(List.of(), List.of("notes"), List.of(), List.of(), CallRate.NONE);

    final AtomicInteger passwordChecks = new AtomicInteger();
    final Map<String, User> users = new ConcurrentHashMap<>();
    final ThreadLocal<Caller> identity = new ThreadLocal<>();
    final TestingTime time = new TestingTime();
    final Accounts accounts = new Accounts(name -> Optional.ofNullable(users.get(name)), time::nanos);
    /** Scheme and port of the requests that were told to the application. */
    final List<String> reached = new CopyOnWriteArrayList<>();

    volatile boolean databaseAway;
    volatile boolean open = true;
    final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Staff staff;
    private final Undertow server;
    private final DeploymentManager deployment;

    TestingDoor() {
        this(DoorConfig.of("", "", "", 10_000, false));
    }

    TestingDoor(DoorConfig config) {
        this(config, Optional.empty());
    }

    TestingDoor(DoorConfig config, Optional<OAuthDoor> oauth) {
        Logins logins = new Logins(this::password, tries(time));
        staff = new Staff(
                this::token,
                new BasicBook(logins, time::nanos),
                logins,
                accounts,
                this::as,
                time,
                (scheme, socket) -> reached.add(scheme + " " + socket.getPort()));
        DeploymentInfo info = Servlets.deployment()
                .setClassLoader(new WithoutExtensions())
                .setContextPath("/")
                .setDeploymentName("door")
                .setServletSessionConfig(new ServletSessionConfig().setName(DoorExtension.COOKIE))
                .addInitialHandlerChainWrapper(GatewayDouble::new)
                .addInitialHandlerChainWrapper(
                        next -> new DoorHandler(config, () -> open ? staff : null, DoorExtension.COOKIE, next, oauth))
                .addServlet(servlet("login", new Login(), "/api/v1/login"))
                .addServlet(servlet("logout", new Logout(), "/api/v1/logout"))
                .addServlet(servlet("echo", new Echo(), "/*"));
        CallerFilter.addTo(info, () -> open ? staff : null);
        deployment = Servlets.newContainer().addDeployment(info);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(info.getClassLoader());
        try {
            deployment.deploy();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        try {
            server = Undertow.builder()
                    .addHttpListener(0, "127.0.0.1")
                    .setIoThreads(2)
                    .setWorkerThreads(16)
                    .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                    .setHandler(deployment.start())
                    .build();
        } catch (ServletException broken) {
            throw new IllegalStateException(broken);
        }
        server.start();
    }

    private static io.undertow.servlet.api.ServletInfo servlet(String name, HttpServlet servlet, String path) {
        return Servlets.servlet(
                        name, servlet.getClass(), new io.undertow.servlet.util.ImmediateInstanceFactory<>(servlet))
                .addMapping(path);
    }

    /** What the container would inject. */
    private static Tries tries(Clock clock) {
        try {
            Tries tries = new Tries();
            inject(tries, "clock", clock);
            inject(tries, "herald", (Herald) (channel, payload) -> {});
            return tries;
        } catch (ReflectiveOperationException changed) {
            throw new IllegalStateException(changed);
        }
    }

    private static void inject(Tries tries, String name, Object value) throws ReflectiveOperationException {
        Field field = Tries.class.getDeclaredField(name);
        field.setAccessible(true);
        field.set(tries, value);
    }

    private Optional<Caller> token(byte[] sha256) {
        try {
            byte[] right = MessageDigest.getInstance("SHA-256").digest(TOKEN.getBytes(StandardCharsets.UTF_8));
            if (MessageDigest.isEqual(
                    MessageDigest.getInstance("SHA-256").digest(LIMITED.getBytes(StandardCharsets.UTF_8)), sha256)) {
                return Optional.of(new Caller("narrow", Role.ADMIN, "bearer", Sight.of(ONE_SERVER)));
            }
            return MessageDigest.isEqual(right, sha256)
                    ? Optional.of(new Caller("robot", Role.OPERATOR, "bearer"))
                    : Optional.empty();
        } catch (java.security.NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }

    private Optional<Role> password(String account, String password) {
        passwordChecks.incrementAndGet();
        if (databaseAway) {
            throw new ProblemException(ProblemCode.DATABASE_AWAY, "away");
        }
        return account.equals("ada") && password.equals("löwe:1") ? Optional.of(Role.ADMIN) : Optional.empty();
    }

    private void as(Caller caller, Identities.Work work) throws Exception {
        identity.set(caller);
        try {
            work.run();
        } finally {
            identity.remove();
        }
    }

    int port() {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(10));
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws ServletException {
        server.stop();
        deployment.stop();
    }

    /** Hides the extensions by which WildFly finds door and gateway; they want a whole application. */
    /** Stands where the gateway stands. */
    private record GatewayDouble(HttpHandler next) implements HttpHandler {
        @Override
        public void handleRequest(io.undertow.server.HttpServerExchange exchange) throws Exception {
            if (exchange.getRelativePath().startsWith("/mcp")) {
                Caller caller = exchange.getAttachment(Door.CALLER);
                exchange.getResponseSender()
                        .send("gateway " + caller + (exchange.isInIoThread() ? " on the I/O thread" : "")
                                + (caller != null && caller.sight().isNarrow() ? " narrow" : ""));
            } else {
                next.handleRequest(exchange);
            }
        }
    }

    /** Tells all that a resource can see of the caller. */
    private final class Echo extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String body;
            try {
                body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (RequestTooBigException cut) {
                response.setStatus(413);
                return;
            }
            response.setContentType("text/plain");
            response.getWriter()
                    .write("attribute=" + request.getAttribute(Door.ATTRIBUTE)
                            + " user=" + request.getRemoteUser()
                            + " admin=" + request.isUserInRole("admin")
                            + " operator=" + request.isUserInRole("operator")
                            + " viewer=" + request.isUserInRole("viewer")
                            + " identity=" + identity.get()
                            + " session=" + (request.getSession(false) != null)
                            + " body=" + body.length());
        }
    }

    /** Signs in as the API does. */
    private static final class Login extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            String[] pair = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split(":", 2);
            try {
                request.login(pair[0], pair[1]);
                request.changeSessionId();
                response.getWriter().write("admin=" + request.isUserInRole("admin"));
            } catch (ProblemException refused) {
                response.setStatus(refused.code().status());
            } catch (ServletException wrong) {
                response.setStatus(401);
            }
        }
    }

    private static final class Logout extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws ServletException {
            request.logout();
            request.getSession().invalidate();
        }
    }
}
