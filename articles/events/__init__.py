"""The newsroom's append-only log, and the consumers that react to it at their own pace."""
