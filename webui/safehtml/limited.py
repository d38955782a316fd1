"""bleach's parser with an end: HTML that would keep it busy for minutes is told apart while parsed.

html5lib compares each attribute with all before it and each tag with all open ones, and opens every
unclosed <font> again in every paragraph; half a megabyte of the right tags takes hours.
"""

from typing import Any

from bleach import html5lib_shim

from webui.safehtml import rules


class TooComplex(Exception):
    """Over a limit of `rules`; never leaves safehtml."""


class LimitedTokenizer(html5lib_shim.BleachHTMLTokenizer):
    """Counts what each tag costs."""

    work = 0

    def emitCurrentToken(self) -> Any:
        tree = self.parser.tree
        self.work += 1 + len(tree.activeFormattingElements)
        if len(tree.openElements) > rules.DEPTH_LIMIT or self.work > rules.WORK_LIMIT:
            raise TooComplex
        return super().emitCurrentToken()

    def attributeNameState(self) -> Any:
        if len(self.currentToken["data"]) > rules.ATTRIBUTE_LIMIT:
            raise TooComplex
        return super().attributeNameState()


class LimitedParser(html5lib_shim.BleachHTMLParser):
    """The parser, with that tokenizer."""

    def _parse(
        self,
        stream: Any,
        innerHTML: bool = False,
        container: str = "div",
        scripting: bool = True,
        **kwargs: Any,
    ) -> None:
        self.innerHTMLMode = innerHTML
        self.container = container
        self.scripting = scripting
        self.tokenizer = LimitedTokenizer(
            stream=stream, consume_entities=self.consume_entities, parser=self, **kwargs
        )
        self.reset()
        self.mainLoop()
