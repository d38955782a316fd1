"""Large files by link."""
