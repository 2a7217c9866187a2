"""The newsroom's append-only log, and consumers that react to it at their own pace."""
