"""The checks of an installation: `doctor`, the page “System status” and /readyz. Here, in the order shown."""

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
    files.BucketCheck(),  # the last, so that /readyz knows the others while it does not answer
)


def readiness_checks() -> list[InstallationCheck]:
    """Return the cheap checks of /readyz."""
    return [check for check in CHECKS if check.readiness != Readiness.LEFT_OUT]
