"""Live: tell signed-in browsers that something changed; ids only, never content.

In: services call `publish` inside their transaction. Out: after the commit, a message to the
Channels group, through Redis where it is configured, else over a local socket to the web
process (`receiver`), whose memory layer passes it on. The only importer of channel layers.
Invariant: publishing never fails or slows the action it tells of.
"""
