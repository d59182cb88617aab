-- Receipts ask for what was done to one target; the trail grows for years.
CREATE INDEX audit_entry_target ON audit_entry (target, id);
