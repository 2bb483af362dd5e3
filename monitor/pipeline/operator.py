"""What the operator is told: of a feed in trouble, and of a message that was given up. I/O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.alerts.channels import Channel
from monitor.alerts.render import Envelope
from monitor.alerts.trouble import render_loss, render_trouble
from monitor.config import LOCAL_READER, Config
from monitor.model import Alert, DeliveryState, Feed
from monitor.model.feed_state import FeedState
from monitor.pipeline.composer import envelope_of
from monitor.store.store import Store


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever runs the program, by all channels."""

    config: Config
    channels: Mapping[str, Channel]

    def troubles(
        self, feed: Feed, before: FeedState, after: FeedState, now: datetime
    ) -> list[Alert]:
        """Return what tells the operator where a trouble begins, and where one is over."""
        if (before.trouble is None) == (after.trouble is None):
            return []
        return [render_trouble(feed, before, after, each) for each in self._envelopes(now)]

    def losses(self, alert: Alert, error: str, now: datetime) -> list[Alert]:
        """Return what tells the operator, by the other channels, that `alert` was given up."""
        # A message to the operator is not told of by another.
        if not alert.parcel and alert.development is None:
            return []
        return [
            render_loss(alert, error, envelope)
            for envelope in self._envelopes(now)
            if envelope.channel != alert.channel
        ]

    def give_up_stranded(self, store: Store, now: datetime) -> int:
        """Give up the alerts for channels that there are no more; return how many."""
        stranded = store.outbox.stranded(self.channels)
        for alert in stranded:
            error = f"there is no channel {alert.channel!r} any more."
            messages = self.losses(alert, error, now)
            store.outbox.settle(alert.id, DeliveryState.DEAD, now, error=error, messages=messages)
        return len(stranded)

    def _envelopes(self, now: datetime) -> Iterator[Envelope]:
        operators = self.config.mail.operator
        if not self.config.mail.server:
            operators = operators or (LOCAL_READER,)
        for channel in self.channels.values():
            for to in dict.fromkeys(channel.recipients(operators)):
                yield envelope_of(self.config, to, channel.name, now)
