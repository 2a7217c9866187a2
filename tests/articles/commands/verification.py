"""The command that verifies editions, for tests of all sealed rows."""

import io

from django.core.management import CommandError, call_command


class VerificationMixin:
    """A mixin for TestCase: verify() runs `verify_editions`, which must find a problem, or none."""

    def verify(self, problem=""):
        out = io.StringIO()
        if problem:
            with self.assertRaisesMessage(CommandError, problem):
                call_command("verify_editions", stdout=out, stderr=out)
        else:
            call_command("verify_editions", stdout=out, stderr=out)
        return out.getvalue()
