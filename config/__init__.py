"""Config: wiring of the product, no logic.

Owns: settings read from the environment, URLs, ASGI entry, the supervisor's list of parts, system
checks, and the demo province (sample data, loaded through the same services people use).
In: environment variables (`config.env`, listed in docs/settings.md). Out: a configured Django.
"""
