"""Webui: pages, forms, live push and safe HTML.

In: HTTP and websocket requests. Out: server-rendered pages that work without JavaScript.
Views parse, call one service or a few selectors of docflow and mailsvc, and render.
"""
