// A client of the official TypeScript SDK (1.x) over WebSocket: greets, lists, calls, is asked. Its transport can send no
// header, so the token goes along as a subprotocol, as a page of a browser would have it.
// node socket.mjs ADDRESS TOKEN SERVER   the server is one that is not to be stopped
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { WebSocketClientTransport } from "@modelcontextprotocol/sdk/client/websocket.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";

const [address, token] = process.argv.slice(2);
const Plain = globalThis.WebSocket;
globalThis.WebSocket = class extends Plain {
    constructor(url, protocol) {
        super(url, [protocol, "bearer." + token]);
    }
};

const client = new Client({ name: "socket", version: "1" }, { capabilities: { elicitation: {} } });
const asked = [];
client.setRequestHandler(ElicitRequestSchema, async (request) => {
    asked.push(request.params.message);
    return { action: "decline" };
});
await client.connect(new WebSocketClientTransport(new URL(address)));
const { tools } = await client.listTools();
const names = tools.map((tool) => tool.name);
const many = names.includes("find_tools");
const call = (name, args) =>
    many
        ? client.callTool({ name: "call_tool", arguments: { name, arguments: args } })
        : client.callTool({ name, arguments: args });
const pages = await Promise.all([1, 2, 3].map((size) => call("coordinator__servers", { size })));
const other = names.find((name) => !name.startsWith("coordinator__") && name !== "describe_tool");
const answered = await client.callTool({ name: other, arguments: {} });
const stop = await call("coordinator__server_action", { server: process.argv[4], action: "stop" });
console.log(
    JSON.stringify({
        server: client.getServerVersion().name,
        names,
        sizes: pages.map((page) => page.structuredContent.items.length),
        answered: answered.content.length,
        stop: stop.content[0].text,
        asked,
    }),
);
await client.close();
