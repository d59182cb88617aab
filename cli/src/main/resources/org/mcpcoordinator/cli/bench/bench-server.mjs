// A small MCP server of revision 2026-07-28 over HTTP on loopback: node bench-server.mjs PORT
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (part) => { body += part; });
  request.on('end', () => {
    let question = {};
    try { question = JSON.parse(body); } catch { /* answered as an unknown method */ }
    const common = { resultType: 'complete', ttlMs: 60000, cacheScope: 'public' };
    const results = {
      'server/discover': {
        ...common,
        supportedVersions: ['2026-07-28'],
        capabilities: { tools: {} },
        _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'bench', version: process.env.BENCH_VERSION ?? '0' } },
      },
      'tools/list': {
        ...common,
        tools: [{ name: 'version', description: 'Tells its version.', inputSchema: { type: 'object' } }],
      },
    };
    const result = results[question.method];
    const answer = result
      ? { jsonrpc: '2.0', id: question.id, result }
      : { jsonrpc: '2.0', id: question.id ?? null, error: { code: -32601, message: 'unknown method' } };
    response.writeHead(result ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
});
server.keepAliveTimeout = 120000;
server.listen(Number(process.argv[2]), '127.0.0.1');
