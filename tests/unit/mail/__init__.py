"""Pure parts of webui.mail."""
