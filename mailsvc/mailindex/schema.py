"""The tables, for both engines; a new VERSION makes files anew and needs a migration beside."""

VERSION = 2

# {key}: a growing number; {big}: 64 bits; {bytes}: binary. Times are seconds since 1970.
TABLES = """
CREATE TABLE mailindex_folder (
  id {key}, mailbox {big} NOT NULL, name text NOT NULL, role text NOT NULL,
  uid_validity {big} NOT NULL, uid_next {big} NOT NULL, low_uid {big} NOT NULL,
  modseq {big} NOT NULL, total {big} NOT NULL, UNIQUE (mailbox, name));
CREATE TABLE mailindex_message (
  id {key}, mailbox {big} NOT NULL, folder {big} NOT NULL, uid {big} NOT NULL,
  thread {big} NOT NULL, received_at {big} NOT NULL, sent_at {big} NOT NULL,
  size_bytes {big} NOT NULL, flags smallint NOT NULL, has_file smallint NOT NULL,
  has_text smallint NOT NULL, message_key {big} NOT NULL, subject text NOT NULL,
  from_name text NOT NULL, from_address text NOT NULL, to_names text NOT NULL,
  preview text NOT NULL, UNIQUE (folder, uid));
CREATE INDEX mailindex_message_thread ON mailindex_message (mailbox, thread);
CREATE INDEX mailindex_message_time ON mailindex_message (folder, thread, received_at);
CREATE INDEX mailindex_message_textless ON mailindex_message (mailbox, received_at)
  WHERE has_text = 0;
CREATE TABLE mailindex_reference (
  mailbox {big} NOT NULL, message_key {big} NOT NULL, thread {big} NOT NULL,
  PRIMARY KEY (mailbox, message_key));
CREATE INDEX mailindex_reference_thread ON mailindex_reference (mailbox, thread);
CREATE TABLE mailindex_text (id {big} PRIMARY KEY, packed {bytes} NOT NULL)
"""


def statements(**types: str) -> list[str]:
    """The statements with an engine's types."""
    return [part.strip() for part in TABLES.format(**types).split(";") if part.strip()]
