"""config/*.toml → Config; every fault at once, with file, line and what to do. I/O."""

from monitor.config.places import default_state, find_config, search_paths
from monitor.config.reader import load
from monitor.config.settings import (
    Config,
    FetchConfig,
    HeartbeatConfig,
    JudgeConfig,
    KeepConfig,
    MailConfig,
    StoryConfig,
    StoryTest,
    Urgent,
    WebConfig,
    WebhookConfig,
    When,
)
from monitor.config.values import parse_duration, parse_size

__all__ = [
    "Config",
    "FetchConfig",
    "HeartbeatConfig",
    "JudgeConfig",
    "KeepConfig",
    "MailConfig",
    "StoryConfig",
    "StoryTest",
    "Urgent",
    "WebConfig",
    "WebhookConfig",
    "When",
    "default_state",
    "find_config",
    "load",
    "parse_duration",
    "parse_size",
    "search_paths",
]
