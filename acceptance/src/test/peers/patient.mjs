// An MCP server on the official SDKs with one tool, `wait`, that says in its log when it begins, is cancelled or ends.
// node patient.mjs legacy|modern   serves 2025-11-25 with sessions, or 2026-07-28, on 127.0.0.1:$PORT
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";

const SECONDS = 120;
const INFO = { name: "patient", version: "1" };

async function wait(signal, progress) {
    console.log("wait began");
    // A first event makes both SDKs open the stream that the client later walks away from.
    await progress();
    const cancelled = await new Promise((resolve) => {
        const timer = setTimeout(() => resolve(false), SECONDS * 1000);
        signal.addEventListener("abort", () => {
            clearTimeout(timer);
            resolve(true);
        });
    });
    console.log(cancelled ? "wait cancelled" : "wait ended");
    return { content: [{ type: "text", text: "done" }] };
}

async function legacy() {
    const { McpServer } = await import("@modelcontextprotocol/sdk/server/mcp.js");
    const { StreamableHTTPServerTransport } = await import("@modelcontextprotocol/sdk/server/streamableHttp.js");
    const sessions = new Map();
    return async (request, response) => {
        let transport = sessions.get(request.headers["mcp-session-id"]);
        if (!transport) {
            transport = new StreamableHTTPServerTransport({
                sessionIdGenerator: randomUUID,
                onsessioninitialized: (id) => sessions.set(id, transport),
            });
            const server = new McpServer(INFO);
            server.registerTool("wait", { description: "Waits." }, (extra) =>
                wait(extra.signal, () =>
                    extra.sendNotification({
                        method: "notifications/progress",
                        params: { progressToken: "p", progress: 1 },
                    }),
                ),
            );
            await server.connect(transport);
        }
        await transport.handleRequest(request, response);
    };
}

async function modern() {
    const { createMcpHandler, McpServer } = await import("@modelcontextprotocol/server");
    const handler = createMcpHandler(
        () => {
            const server = new McpServer(INFO);
            server.registerTool("wait", { description: "Waits." }, (context) =>
                wait(context.mcpReq.signal, () =>
                    context.mcpReq.notify({
                        method: "notifications/progress",
                        params: { progressToken: "p", progress: 1 },
                    }),
                ),
            );
            return server;
        },
        { legacy: "reject" },
    );
    return async (request, response) => {
        const gone = new AbortController();
        response.on("close", () => gone.abort());
        const body = [];
        for await (const part of request) body.push(part);
        const answer = await handler.fetch(
            new Request(`http://127.0.0.1${request.url}`, {
                method: request.method,
                headers: request.headers,
                body: body.length > 0 ? Buffer.concat(body) : undefined,
                signal: gone.signal,
            }),
        );
        response.writeHead(answer.status, Object.fromEntries(answer.headers));
        for await (const part of answer.body ?? []) response.write(part);
        response.end();
    };
}

const handle = await (process.argv[2] === "modern" ? modern() : legacy());
createServer((request, response) => {
    handle(request, response).catch((failure) => {
        if (response.headersSent) response.destroy();
        else response.writeHead(500).end(String(failure));
    });
}).listen(Number(process.env.PORT), "127.0.0.1");
