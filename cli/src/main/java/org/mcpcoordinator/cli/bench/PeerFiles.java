package org.mcpcoordinator.cli.bench;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What nginx and HAProxy are told, so that they answer and pass on what the benches call. */
final class PeerFiles {
    /** What any MCP client of the modern era takes for an answer, whatever it asked. */
    static final String ANSWER =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\"hello\"}],"
                    + "\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}},\"ttlMs\":0,\"cacheScope\":\"private\"}}";

    /**
     * What its list of tools is, so that the endpoint of the whole fleet knows the one that is called. It answers the second
     * question of whoever learns it, after {@code server/discover}: nginx cannot read the id.
     */
    static final String LIST =
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"resultType\":\"complete\",\"tools\":[{\"name\":\"echo\",\"description\":\"Says hello.\","
                    + "\"inputSchema\":{\"type\":\"object\"}}],\"ttlMs\":0,\"cacheScope\":\"private\"}}";

    private PeerFiles() {}

    /** nginx with the fixed answers. */
    static String backend(Path folder, int port) {
        return nginx(folder, """
                map $http_mcp_method $answer {
                  default '%2$s';
                  tools/list '%3$s';
                }
                server {
                  listen 127.0.0.1:%1$d reuseport;
                  location / { default_type application/json; return 200 $answer; }
                %4$s
                }
                """.formatted(port, ANSWER, LIST, answers(folder)));
    }

    /** Calls below these paths are answered from files. A file takes no POST, so that error is made the answer. */
    private static String answers(Path folder) {
        return Stream.of(Peers.Answered.values())
                .map(answered -> """
                          location = /mcp%1$s.called {
                            root %2$s; default_type %4$s; try_files /%3$s.answer =404; error_page 405 =200 /mcp%1$s.called;
                          }
                          location = /mcp%1$s {
                            default_type application/json;
                            if ($http_mcp_method = tools/call) { rewrite ^ /mcp%1$s.called last; }
                            return 200 $answer;
                          }
                        """.formatted(
                                answered.path(),
                                folder,
                                answered,
                                answered.isStream() ? "text/event-stream" : "application/json"))
                .filter(location -> !location.contains("= /mcp.called"))
                .collect(Collectors.joining());
    }

    /** nginx as a proxy. */
    static String front(Path folder, int backend, int port) {
        return nginx(folder, """
                upstream behind { server 127.0.0.1:%1$d; keepalive 512; keepalive_requests 1000000000; }
                server {
                  listen 127.0.0.1:%2$d reuseport;
                  location / { proxy_pass http://behind; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }
                }
                """.formatted(backend, port));
    }

    private static String nginx(Path folder, String http) {
        return """
                daemon off;
                worker_processes 2;
                pid %1$s/nginx.pid;
                error_log %1$s/nginx-error.log;
                events { worker_connections 4096; }
                http {
                  access_log off;
                  keepalive_requests 1000000000;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                %2$s
                }
                """.formatted(folder, http);
    }

    /**
     * HAProxy.
     *
     * @param apart how many backends it has beside the usual one
     */
    static String haproxy(int backend, int port, int apart) {
        // It keeps idle connections up to a share of what it may have in all.
        return """
                global
                  nbthread 2
                  maxconn %4$d
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 50s
                  timeout server 50s
                  http-reuse always
                frontend in
                  bind 127.0.0.1:%1$d
                  maxconn 2000
                  use_backend out%%[path,field(3,/)]
                  default_backend out
                backend out
                  server nginx 127.0.0.1:%2$d
                %3$s
                """.formatted(port, backend, apart(backend, apart), 2_000 + 6 * apart);
    }

    /** Idle connections are kept for longer than a bench takes, as the gateway keeps its own. */
    private static String apart(int backend, int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        n -> "backend out%d%n  server nginx 127.0.0.1:%d pool-purge-delay 10m%n".formatted(n, backend))
                .collect(Collectors.joining());
    }
}
