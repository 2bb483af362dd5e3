"""config/*.toml → Config; every fault at once, with file, line and what to do. I/O."""

from monitor.config.places import default_state, find_config, search_paths
from monitor.config.reader import load
from monitor.config.settings import (
    LOCAL_READER,
    Config,
    FetchConfig,
    HeartbeatConfig,
    JudgeConfig,
    KeepConfig,
    MailConfig,
    ReaderConfig,
    StoryConfig,
    StoryTest,
    Urgent,
    WebConfig,
    WebhookConfig,
    When,
    bare,
)
from monitor.config.values import parse_duration, parse_size

__all__ = [
    "LOCAL_READER",
    "Config",
    "FetchConfig",
    "HeartbeatConfig",
    "JudgeConfig",
    "KeepConfig",
    "MailConfig",
    "ReaderConfig",
    "StoryConfig",
    "StoryTest",
    "Urgent",
    "WebConfig",
    "WebhookConfig",
    "When",
    "bare",
    "default_state",
    "find_config",
    "load",
    "parse_duration",
    "parse_size",
    "search_paths",
]
