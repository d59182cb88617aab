-- What an API token is limited to: categories, servers and tools it sees, tools pinned for it, and how much it may call.
ALTER TABLE api_token ADD COLUMN scope text;
COMMENT ON COLUMN api_token.scope IS 'JSON; null for a token that sees everything';
