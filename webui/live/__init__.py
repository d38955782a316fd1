"""Live push: the websocket of a signed-in browser.

In: events of `mailsvc.live`. Out: small JSON messages with ids; the page then fetches, and the
fetch checks permission again. Which groups a browser joins is decided when it connects.
"""
