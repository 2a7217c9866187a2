"""Store digests of the tokens of preview links; the addresses that were given out stay valid."""

from hashlib import sha256

from django.core.signing import Signer
from django.db import migrations, models


def digest_tokens(apps, schema_editor):
    """Digest the tokens of earlier links, which are their ids, signed."""
    signer, links = Signer(sep=".", salt="articles.preview_link"), apps.get_model("articles", "PreviewLink")
    for pk in links.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000):
        digest = sha256(signer.sign_object(pk).encode()).hexdigest()
        links.objects.filter(pk=pk).update(token_digest=digest)


class Migration(migrations.Migration):
    dependencies = [("articles", "0017_index_of_notices")]

    operations = [
        migrations.AddField(
            model_name="previewlink",
            name="token_digest",
            field=models.CharField(default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(digest_tokens, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="previewlink",
            constraint=models.UniqueConstraint(name="preview_link_once_per_token", fields=["token_digest"]),
        ),
    ]
