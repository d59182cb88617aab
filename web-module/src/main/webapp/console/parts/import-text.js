/** The text of an import: an example, what it is, and entries of a registry in it. */

export const EXAMPLE = `{
  "mcpServers": {
    "shelf": { "command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", "/srv/shelf"] }
  }
}`;

/** True if it looks like a fleet file. @param {string} text */
export const namesAFleet = (text) => /^\s*["']?fleet["']?\s*:|["']fleet["']\s*:/m.test(text);

/** What a fleet file calls its servers, as well as can be told without reading it. @param {string} text @returns {string[]} */
export const namesIn = (text) => [...new Set([...text.matchAll(/(?:^|[\s{,"'-])name["']?\s*:\s*["']?([a-z0-9][a-z0-9-]{0,63})/gm)].map(([, name]) => name))].slice(0, 1000);

/** What stands in a text that is an answer of a registry; null if it is none. @param {string} text @returns {any[] | null} */
export function entriesIn(text) {
  try {
    const { servers, fleet } = JSON.parse(text);
    return Array.isArray(servers) && fleet === undefined ? servers : null;
  } catch {
    return null;
  }
}

/**
 * The text with these entries, too; one of the same name gives way, and so does what is no answer of a registry.
 *
 * @param {string} text
 * @param {any[]} entries
 */
export function gathered(text, entries) {
  const names = new Set(entries.map((entry) => (entry.server ?? entry).name));
  const kept = (entriesIn(text) ?? []).filter((entry) => !names.has((entry.server ?? entry).name));
  return JSON.stringify({ servers: [...kept, ...entries], metadata: {} }, null, 2);
}
