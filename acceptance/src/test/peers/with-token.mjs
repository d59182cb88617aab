// Loaded before a program of other people: everything it fetches carries the token in $MCP_TOKEN, unless it brings its own.
// node --import ./with-token.mjs program
import { Agent, setGlobalDispatcher } from "undici";

const AUTHORIZATION = "authorization";
const VALUE = "Bearer " + process.env.MCP_TOKEN;

function withToken(headers) {
    // Undici takes a flat list of names and values, or an object.
    if (Array.isArray(headers)) {
        const named = headers.some((name, at) => at % 2 === 0 && String(name).toLowerCase() === AUTHORIZATION);
        return named ? headers : [...headers, AUTHORIZATION, VALUE];
    }
    const given = headers ?? {};
    const named = Object.keys(given).some((name) => name.toLowerCase() === AUTHORIZATION);
    return named ? given : { ...given, [AUTHORIZATION]: VALUE };
}

setGlobalDispatcher(
    new Agent().compose((next) => (request, handler) => next({ ...request, headers: withToken(request.headers) }, handler)),
);
