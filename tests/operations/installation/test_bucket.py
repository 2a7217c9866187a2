"""Checks of a bucket: it answers, is private, and forgets deleted files."""

import pytest
from django.utils import timezone

from articles.media.storage import StorageUnavailable
from newsroom.operations.admin import find_waiting_work
from newsroom.operations.installation.check import CheckState, Readiness, run_check
from newsroom.operations.installation.files import (
    BucketCheck,
    BucketPrivacyCheck,
    StorageCheck,
    check_bucket,
)
from tests.object_storage import nobody_answers

CHECKS = (StorageCheck(), BucketCheck(), BucketPrivacyCheck())


def states():
    return [run_check(check).state for check in CHECKS]


def test_a_bucket_that_is_as_it_should_be(bucket):
    assert states() == [CheckState.FINE] * 3
    assert bucket.names() == []
    assert check_bucket(None) == []


def test_an_address_in_the_clear_is_for_this_machine_alone(bucket, settings):
    settings.S3 = settings.S3 | {"endpoint_url": "http://minio.example:9000"}
    assert check_bucket(None)[0].id == "newsroom.W001"


def test_a_bucket_that_does_not_answer(bucket, settings):
    with nobody_answers(settings):
        report = run_check(BucketCheck())
        assert [one.id for one in check_bucket(None)] == ["newsroom.E001"]
    assert report.state == CheckState.BROKEN
    assert "EndpointConnectionError" in report.found


def test_a_server_is_ready_without_its_bucket_but_not_without_its_disk(settings):
    settings.MEDIA_BUCKET = "pictures"
    assert StorageCheck().readiness == Readiness.LEFT_OUT
    settings.MEDIA_BUCKET = ""
    assert StorageCheck().readiness == Readiness.REQUIRED
    assert BucketCheck().readiness == Readiness.REPORTED
    assert check_bucket(None) == []
    assert [run_check(check).state for check in CHECKS[1:]] == [CheckState.FINE] * 2


def test_a_bucket_that_everybody_may_read(bucket, monkeypatch):
    monkeypatch.setattr(type(bucket.storage), "is_public", lambda _storage, _name: True)
    assert run_check(BucketPrivacyCheck()).state == CheckState.BROKEN


def test_a_bucket_that_keeps_what_is_deleted(bucket):
    status = {"Status": "Enabled"}
    bucket.storage.client.put_bucket_versioning(Bucket=bucket.storage.bucket, VersioningConfiguration=status)
    assert run_check(BucketPrivacyCheck()).state == CheckState.ATTENTION


def test_a_bucket_that_does_not_say_whether_it_keeps_versions(bucket, monkeypatch):
    monkeypatch.setattr(type(bucket.storage), "keeps_versions", raise_denied)
    assert run_check(BucketPrivacyCheck()).state == CheckState.UNKNOWN


def raise_denied(_storage):
    raise StorageUnavailable("AccessDenied")


@pytest.mark.django_db
def test_people_at_the_desk_are_told_of_a_bucket_that_does_not_answer(bucket, settings):
    assert "storage" not in {work.kind for work in find_waiting_work(timezone.now())}
    with nobody_answers(settings):
        assert "storage" in {work.kind for work in find_waiting_work(timezone.now())}
