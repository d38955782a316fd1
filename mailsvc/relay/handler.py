"""What a listener does with what the dialogue brings: resolve, decide, hand over, answer."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings

from mailsvc.authn.services import Facts, without_own_results
from mailsvc.base import clock, trace
from mailsvc.base.errors import Busy, Forbidden, Refused, Unavailable
from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.queue.orders import NewMessage
from mailsvc.relay import figures
from mailsvc.relay.answers import reply_for
from mailsvc.relay.bridge import Bridge
from mailsvc.relay.data import DataReader
from mailsvc.relay.doors import Doors
from mailsvc.relay.limits import Breaker, Limits
from mailsvc.relay.login import Credentials
from mailsvc.relay.memory import ShortMemory
from mailsvc.relay.networks import is_within
from mailsvc.relay.visit import Transaction, Visit
from mailsvc.smtp import reply
from mailsvc.smtp.address import lookup_key
from mailsvc.smtp.envelope import Recipient
from mailsvc.smtp.reply import Reply
from mailsvc.submission import screening
from mailsvc.submission.authenticity import settled
from mailsvc.submission.forgery import claimed_domains, settled_claim
from mailsvc.submission.headers import HeaderFacts, read_headers
from mailsvc.submission.hooks.verdict import Subject, not_screened
from mailsvc.submission.policy import Source
from mailsvc.submission.prepare import Order, clean_content, prepare, without_taken
from mailsvc.submission.resolution import Resolution
from mailsvc.submission.senders import list_acts

_LARGE_AT_ONCE = 2  # of them whole in memory, for each listener
_SIZE_STEP = 1024 * 1024  # sizes of one step share an answer about a mailbox

logger = logging.getLogger(__name__)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _key(visit: Visit, address: str, size_bytes: int) -> tuple[str, object, int]:
    """What a person may write to depends on who he is, what fits a mailbox on the size."""
    actor = visit.actor or SYSTEM
    return address, actor.account_pk or actor.site, size_bytes // _SIZE_STEP


class Handler:
    """One a listener; holds no state of a connection."""

    def __init__(
        self,
        *,
        source: Source,
        doors: Doors,
        limits: Limits,
        bridge: Bridge,
        slow_bridge: Bridge,
        screen_bridge: Bridge,
    ) -> None:
        self.source = source
        self._doors = doors
        self._limits = limits
        self._bridge = bridge
        self._slow_bridge = slow_bridge  # password hashes and DNS: they must not block look-ups
        self._screen_bridge = screen_bridge
        self._breaker, self._screen_breaker = Breaker(), Breaker()
        self._has_hooks = screening.is_on()
        self._resolutions: ShortMemory[Resolution] = ShortMemory()
        self._domains: ShortMemory[frozenset[str]] = ShortMemory()
        self._tasks: set[asyncio.Task[None]] = set()
        self.large_ones = asyncio.Semaphore(_LARGE_AT_ONCE)

    async def log_in(self, visit: Visit, credentials: Credentials) -> None:
        """A person by his address, a site by its name. Refused when wrong, Unavailable when it
        cannot be checked now.
        """
        who, password = credentials.address, credentials.password
        try:
            if "@" in who:
                visit.actor = await self._slow_bridge.in_thread(
                    self._doors.authenticate, who, password
                )
                return
            guest = await self._slow_bridge.in_thread(self._doors.authenticate_site, who, password)
            visit.guest = guest
            visit.actor = Actor(None, None, address="", name=guest.name, site=guest.name)
        except Refused:
            raise
        except Exception as error:
            logger.warning("log-in not checked: %s", type(error).__name__)
            raise Unavailable("login_unchecked", "Tạm thời không đăng nhập được.") from error

    def checks(self, peer_ip: str) -> bool:
        """False for submission and for machines whose mail is taken unchecked."""
        return self.source is Source.MX and not (
            settings.UNCHECKED_NETWORKS and is_within(peer_ip, settings.UNCHECKED_NETWORKS)
        )

    def must_ask_sender(self, visit: Visit, address: str) -> bool:
        """False where `check_sender` would have nothing to ask: nobody is logged in, or known."""
        return visit.guest is not None or (
            self.source.is_person and lookup_key(address) not in visit.senders
        )

    async def check_sender(self, visit: Visit, address: str) -> None:
        """Forbidden unless the logged-in person may send under this address; asked once."""
        if visit.guest is not None:
            await self._bridge.in_thread(self._doors.check_site_sender, visit.guest, address)
            return
        if not self.must_ask_sender(visit, address):
            return
        actor = visit.actor or SYSTEM
        right = await self._bridge.in_thread(
            self._doors.check_sender, actor, address, source=self.source
        )
        if right is not None:
            visit.senders[lookup_key(address)] = right

    def recall(self, visit: Visit, address: str, *, size_bytes: int) -> Resolution | None:
        """What `resolve` found a moment ago."""
        return self._resolutions.get(_key(visit, address, size_bytes), _now())

    async def resolve(self, visit: Visit, address: str, *, size_bytes: int) -> Resolution:
        """Where mail for the address goes; refused when unknown or foreign without log-in."""
        asked_at = _now()
        found = await self._bridge.in_thread(
            self._doors.check_recipient,
            address,
            source=visit.source(self.source),
            actor=visit.actor or SYSTEM,
            size_bytes=size_bytes,
            guest=visit.guest,
        )
        self._resolutions.put(_key(visit, address, size_bytes), found, asked_at)
        return found

    async def put_aside(self, reader: DataReader) -> None:
        """What came of a large mail goes to disk; a disk that refuses puts the mail off."""
        try:
            await self._bridge.in_thread(reader.put_aside, settings.SPOOL_DIR)
        except (OSError, Busy) as error:
            logger.warning("large mail not put aside: %s", type(error).__name__)
            reader.discard(reply.TOO_BUSY)

    async def bring_back(self, reader: DataReader) -> bytes:
        """The whole of a mail that was put aside."""
        return await self._bridge.in_thread(reader.content)

    async def take(self, visit: Visit, transaction: Transaction, content: bytes) -> Reply:
        """Decide and make durable; the reply with the trace id comes after the commit."""
        trace_id = trace.new_trace_id()
        token = trace.current.set(trace_id)
        try:
            source = visit.source(self.source)
            content = clean_content(source, content)
            headers = read_headers(content)
            new = await self._prepare(visit, transaction, content, headers, trace_id)
            if source in {Source.MX, Source.SITE}:
                if source is Source.MX and visit.is_checked:
                    new = await self._checked(visit, new, headers)
                # RFC 8601 §5: what came in our name, results or X-CV-Junk, is forged.
                if (kept := without_own_results(new.content)) is not new.content:
                    new = replace(new, content=kept)
            if new.hop_id:
                taken = await self._bridge.in_thread(self._doors.find_taken, new.hop_id)
                new = without_taken(new, taken)
                if not new.envelope.recipients:
                    # The site did not hear our 250 and sends again: it is answered once more.
                    trace_id = taken[transaction.recipients[0].address]
                    logger.info("a site's mail was taken before as %s", trace_id)
                    return reply.ACCEPTED.with_text(f"{reply.ACCEPTED.text} {trace_id}")
            if self._has_hooks or source.is_person:
                new = await self._admitted(visit, source, new, transaction.asked)
            # A peer that hangs up now changes nothing about what is being committed.
            await asyncio.wrap_future(self._doors.submit(new))
            figures.accepted[source].inc()
            logger.info("accepted %s: %s bytes", source, len(content))
            self._note_use(visit, new)
            if transaction.groups and any("SUCCESS" in one.notify for one in transaction.groups):
                await self._report_groups(new, transaction.groups)
        finally:
            trace.current.reset(token)
        return reply.ACCEPTED.with_text(f"{reply.ACCEPTED.text} {trace_id}")

    def answer(self, error: Exception) -> Reply:
        """The relay's edge: every error becomes a reply, none of its text does."""
        answer = reply_for(error)
        if answer is reply.LOCAL_ERROR:
            if isinstance(error, Unavailable):
                logger.warning("answered 451: %s", error.code)
            else:
                logger.error("answered 451: %s", type(error).__name__, exc_info=error)
        return answer

    async def finish(self) -> None:
        """Wait for what goes on after replies."""
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _prepare(
        self,
        visit: Visit,
        transaction: Transaction,
        content: bytes,
        headers: HeaderFacts,
        trace_id: str,
    ) -> NewMessage:
        source = visit.source(self.source)
        if source.is_person:
            await self._ask_header_from(visit, headers)
        order = Order(
            actor=visit.actor or SYSTEM,
            envelope=transaction.envelope(),
            content=content,
            source=source,
            asked=transaction.asked,
            outside=frozenset(transaction.outside),
            trace_id=trace_id,
            arrival=visit.arrival(is_utf8=transaction.params.smtputf8),
        )
        find_right = visit.find_right
        new = prepare(order, find_right=find_right, now=clock.now(), headers=headers)
        if source.is_person and (
            acts := list_acts((new.envelope.mail_from, *headers.from_addresses), find_right)
        ):
            # Before the mail is taken: an act the journal does not know must not happen.
            await self._bridge.in_thread(self._doors.note_acts, order.actor, trace_id, acts)
        return new

    async def _admitted(
        self, visit: Visit, source: Source, new: NewMessage, asked: int
    ) -> NewMessage:
        """After the account's quota and the hooks; while a hook is down nobody waits for it."""
        actor = visit.actor or SYSTEM
        subject = Subject(
            new.trace_id, new.envelope, new.content, visit.peer_ip, visit.helo, actor.address
        )
        if self._has_hooks and self._screen_breaker.is_open(_now()):
            raise not_screened("hooks", "failed just now")
        try:
            marks = await self._screen_bridge.in_thread(
                self._doors.admit, subject, actor=actor, source=source, asked=asked
            )
        except Unavailable as error:
            if error.code == "not_screened":
                self._screen_breaker.note_failure(_now())
            raise
        self._screen_breaker.note_success()
        return replace(new, prefix=marks + new.prefix)

    async def _ask_header_from(self, visit: Visit, headers: HeaderFacts) -> None:
        """Ask for each address of From and Sender; the decision itself is the policy's."""
        for address in (*headers.from_addresses, *(headers.sender_addresses or ())):
            try:
                await self.check_sender(visit, address)
            except Forbidden:
                return

    async def _checked(self, visit: Visit, new: NewMessage, headers: HeaderFacts) -> NewMessage:
        """SPF, DKIM, DMARC results before the mail, and what follows from them.

        No result is no reason to lose or long delay it; Forbidden where DMARC refuses it, or where
        it says to be from one of our own without a proof.
        """
        facts = await self._facts(visit, new)
        own_domains = await self._own_domains()
        claimed = claimed_domains(new.envelope.mail_from, headers, own_domains)
        if claimed:
            new = settled_claim(new, claimed, facts, own_domains)
        return settled(new, facts) if facts is not None else new

    async def _own_domains(self) -> frozenset[str]:
        now = _now()
        known = self._domains.get("", now)
        if known is None:
            known = await self._bridge.in_thread(self._doors.list_domains)
            self._domains.put("", known, now)
        return known

    async def _facts(self, visit: Visit, new: NewMessage) -> Facts | None:
        """What authn finds out in time; None when it does not."""
        if self._breaker.is_open(_now()):
            return None
        try:
            facts = await asyncio.wait_for(
                self._slow_bridge.in_thread(
                    self._doors.authenticate_mail,
                    new.content,
                    visit.peer_ip,
                    visit.helo,
                    new.envelope.mail_from,
                ),
                self._limits.authn_s,
            )
        except Exception as error:  # noqa: BLE001  an edge: no answer about a mail is no answer
            self._breaker.note_failure(_now())
            logger.warning("no authentication results: %s", type(error).__name__)
            return None
        self._breaker.note_success()
        return facts

    async def _report_groups(self, new: NewMessage, groups: Sequence[Recipient]) -> None:
        """After the commit: the mail is taken, whatever becomes of a report."""
        try:
            await self._bridge.in_thread(self._doors.report_groups, new, groups)
        except Exception as error:  # noqa: BLE001  an edge: the mail is accepted already
            logger.warning("expansion not reported: %s", type(error).__name__)

    def _note_use(self, visit: Visit, new: NewMessage) -> None:
        """After the commit and beside the reply: usage never slows mail."""
        if visit.actor is None or visit.guest is not None:
            return
        task = asyncio.create_task(self._record_use(visit.actor, new))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _record_use(self, actor: Actor, new: NewMessage) -> None:
        try:
            await self._bridge.in_thread(self._doors.note_use, actor, new)
        except Exception as error:  # noqa: BLE001  an edge: the mail is accepted already
            logger.warning("use not recorded: %s", type(error).__name__)
