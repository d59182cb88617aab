/*
 * The smallest MCP server that is still one: a process of its own with one tool, over HTTP on loopback.
 * A thousand of these show what a thousand processes cost the coordinator, not what they cost themselves.
 *
 *   cc -O2 -o tiny-mcp tiny-mcp.c && ./tiny-mcp PORT [late=MILLISECONDS] [ANYTHING ...]
 *
 * Single thread, poll(2), keep-alive, one request at a time per connection, requests up to 16 KiB, no batches.
 * Speaks revision 2026-07-28 (server/discover) and the stateless part of the older ones.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECTIONS 32
#ifndef ADDRESS
#define ADDRESS INADDR_LOOPBACK /* in a container -DADDRESS=INADDR_ANY: its loopback is its own */
#endif
#define REQUEST 16384

struct connection {
    int fd;
    size_t used;
    char in[REQUEST + 1];
};

static struct connection connections[CONNECTIONS];
static char out[8192];
static useconds_t late;

/* Copies the raw text of a JSON member's value (string with its quotes, or number); 0 if it is not there. */
static int member(const char *body, const char *name, char *value, size_t room) {
    char key[64];
    snprintf(key, sizeof key, "\"%s\"", name);
    const char *at = strstr(body, key);
    if (!at) return 0;
    at += strlen(key);
    while (*at == ' ' || *at == ':' || *at == '\n' || *at == '\r' || *at == '\t') at++;
    size_t n = 0;
    if (*at == '"') {
        do {
            if (n + 2 >= room) return 0;
            if (*at == '\\' && at[1]) value[n++] = *at++;
            value[n++] = *at++;
        } while (*at && *at != '"');
        value[n++] = '"';
    } else {
        while (*at && strchr("-0123456789", *at) && n + 1 < room) value[n++] = *at++;
    }
    value[n] = 0;
    return n > 0;
}

static void answer(int fd, int status, const char *reason, const char *body) {
    int n = snprintf(out, sizeof out,
                     "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", status,
                     reason, strlen(body), body);
    if (late) usleep(late);
    for (int sent = 0; sent < n;) {
        ssize_t w = send(fd, out + sent, (size_t)(n - sent), MSG_NOSIGNAL);
        if (w <= 0) return;
        sent += (int)w;
    }
}

static void serve(int fd, const char *head, const char *body) {
    char id[128], method[96], result[4096], message[2048] = "\"\"";
    if (strncmp(head, "POST ", 5) != 0) {
        answer(fd, 405, "Method Not Allowed", "");
        return;
    }
    if (!member(body, "method", method, sizeof method)) {
        answer(fd, 400, "Bad Request",
               "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"no method\"}}");
        return;
    }
    if (!member(body, "id", id, sizeof id)) {
        answer(fd, 202, "Accepted", "");
        return;
    }
    const char *info = "{\"name\":\"tiny-mcp\",\"version\":\"1.0.0\"}";
    if (!strcmp(method, "\"server/discover\"")) {
        snprintf(result, sizeof result,
                 "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}},"
                 "\"ttlMs\":60000,\"cacheScope\":\"public\",\"_meta\":{\"io.modelcontextprotocol/serverInfo\":%s}}",
                 info);
    } else if (!strcmp(method, "\"initialize\"")) {
        snprintf(result, sizeof result,
                 "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},\"serverInfo\":%s}", info);
    } else if (!strcmp(method, "\"tools/list\"")) {
        snprintf(result, sizeof result,
                 "{\"resultType\":\"complete\",\"ttlMs\":60000,\"cacheScope\":\"public\",\"tools\":[{\"name\":\"echo\","
                 "\"description\":\"Gives the message back.\",\"inputSchema\":{\"type\":\"object\",\"properties\":"
                 "{\"message\":{\"type\":\"string\"}},\"required\":[\"message\"]}}]}");
    } else if (!strcmp(method, "\"tools/call\"")) {
        member(body, "message", message, sizeof message);
        snprintf(result, sizeof result,
                 "{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":%s}]}", message);
    } else if (!strcmp(method, "\"ping\"")) {
        strcpy(result, "{}");
    } else {
        snprintf(result, sizeof result,
                 "{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":-32601,\"message\":\"unknown method\"}}", id);
        answer(fd, 404, "Not Found", result);
        return;
    }
    char whole[6144];
    snprintf(whole, sizeof whole, "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}", id, result);
    answer(fd, 200, "OK", whole);
}

/* Serves every whole request in the buffer; returns 0 if the connection must be closed. */
static int drain(struct connection *c) {
    for (;;) {
        c->in[c->used] = 0;
        char *end = strstr(c->in, "\r\n\r\n");
        if (!end) return c->used < REQUEST;
        size_t head = (size_t)(end - c->in) + 4, length = 0;
        for (char *line = c->in; line < end; line = strstr(line, "\r\n") + 2) {
            if (!strncasecmp(line, "content-length:", 15)) length = strtoul(line + 15, NULL, 10);
        }
        if (length > REQUEST - head) return 0;
        if (c->used < head + length) return 1;
        char kept = c->in[head + length];
        c->in[head + length] = 0;
        *end = 0;
        serve(c->fd, c->in, c->in + head);
        c->in[head + length] = kept;
        c->used -= head + length;
        memmove(c->in, c->in + head + length, c->used);
    }
}

int main(int argc, char **argv) {
    int port = argc >= 2 ? atoi(argv[1]) : 0, one = 1;
    if (port < 1 || port > 65535) {
        fprintf(stderr, "usage: tiny-mcp PORT [late=MILLISECONDS] [ANYTHING ...]\n");
        return 2;
    }
    if (argc >= 3 && !strncmp(argv[2], "late=", 5)) late = (useconds_t)atoi(argv[2] + 5) * 1000;
    signal(SIGPIPE, SIG_IGN);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    address.sin_addr.s_addr = htonl(ADDRESS);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 64)) {
        perror("tiny-mcp");
        return 1;
    }
    for (int i = 0; i < CONNECTIONS; i++) connections[i].fd = -1;
    for (;;) {
        struct pollfd watched[CONNECTIONS + 1];
        watched[CONNECTIONS] = (struct pollfd){.fd = listener, .events = POLLIN};
        for (int i = 0; i < CONNECTIONS; i++) watched[i] = (struct pollfd){.fd = connections[i].fd, .events = POLLIN};
        if (poll(watched, CONNECTIONS + 1, -1) < 0) continue;
        for (int i = 0; i < CONNECTIONS; i++) {
            struct connection *c = &connections[i];
            if (c->fd < 0 || !watched[i].revents) continue;
            ssize_t n = recv(c->fd, c->in + c->used, REQUEST - c->used, 0);
            if (n > 0) c->used += (size_t)n;
            if (n <= 0 || !drain(c)) {
                close(c->fd);
                c->fd = -1;
            }
        }
        if (watched[CONNECTIONS].revents) {
            int fd = accept(listener, NULL, NULL), placed = 0;
            for (int i = 0; fd >= 0 && i < CONNECTIONS && !placed; i++) {
                if (connections[i].fd < 0) {
                    connections[i].fd = fd;
                    connections[i].used = 0;
                    placed = 1;
                }
            }
            if (fd >= 0 && !placed) close(fd);
        }
    }
}
