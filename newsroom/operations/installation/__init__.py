"""Installation checks for `doctor`, “System status” and /readyz, listed in display order."""

from newsroom.operations.installation import background, configuration, files, servers
from newsroom.operations.installation.check import InstallationCheck, Readiness

CHECKS: tuple[InstallationCheck, ...] = (
    configuration.VersionCheck(),
    servers.DatabaseCheck(),
    servers.LocaleCheck(),
    servers.ClockCheck(),
    servers.MigrationsCheck(),
    files.StorageCheck(),
    files.StaticFilesCheck(),
    files.IdentityCheck(),
    files.DiskCheck(),
    files.PermissionsCheck(),
    background.FollowLogCheck(),
    background.ConsumersCheck(),
    background.TasksCheck(),
    background.MailQueueCheck(),
    background.NewslettersCheck(),
    background.BackupCheck(),
    background.RetentionCheck(),
    background.HeldCopyCheck(),
    servers.MailCheck(),
    servers.MachineTranslationCheck(),
    servers.PageCacheCheck(),
    configuration.SecretsCheck(),
    configuration.ProxyCheck(),
    configuration.DjangoChecksCheck(),
    configuration.ImprintCheck(),
    configuration.PressLawCheck(),
    configuration.PublishersCheck(),
    configuration.SecondFactorCheck(),
    configuration.LockedLoginsCheck(),
    configuration.DemoAccountsCheck(),
    files.BucketPrivacyCheck(),
    files.BucketCheck(),  # last, because it may be slow: /readyz reports the finished checks
)


def readiness_checks() -> list[InstallationCheck]:
    """Return the checks that /readyz runs, which are cheap."""
    return [check for check in CHECKS if check.readiness != Readiness.LEFT_OUT]
