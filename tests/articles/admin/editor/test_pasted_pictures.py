"""Pictures in pasted text are recognised by their file's address, also by one from an imported archive."""

from django.urls import reverse

from articles.models import Image
from newsroom.interchange.models import ImportedPicture
from tests.articles.admin.editor.test_pickers import PickerCase, make_image
from tests.factories import make_user

OLD = "http://old-harbor.example/uploads/2019/05/"


class PastedPictureTests(PickerCase):
    def ask_for(self, *addresses):
        answer = self.client.post(reverse("admin:articles_find_pasted_images"), {"address": addresses})
        return dict(answer.json()["found"])

    def imported(self, name, *, address="", origin="old-harbor.example"):
        image = make_image()
        ImportedPicture.objects.create(origin=origin, address=address or f"{OLD}{name}", image=image)
        return image

    def test_files_of_this_site_are_known_and_their_renditions(self):
        image = make_image()
        whole = f"http://testserver/media/{image.file.name}"
        small = f"{whole}/whole-400.webp"
        elsewhere = f"https://other.example/media/{image.file.name}"
        gone = "http://testserver/media/pictures/gone.png"
        found = self.ask_for(whole, small, elsewhere, gone, "http://[", "http://testserver/en/")
        self.assertEqual(found, {whole: image.pk, small: image.pk})

    def test_pictures_of_archives_are_known_by_their_former_addresses(self):
        image, scaled = self.imported("ferry.jpg"), self.imported("crane-scaled.jpg")
        addresses = {
            f"{OLD}ferry.jpg": image.pk,
            f"{OLD}ferry-300x200.jpg?w=300": image.pk,
            f"{OLD}ferry.jpg".replace("http:", "https:"): image.pk,
            f"{OLD}crane-1024x768.jpg": scaled.pk,
        }
        self.assertEqual(self.ask_for(*addresses, f"{OLD}gull.jpg"), addresses)

    def test_the_first_import_of_an_address_counts(self):
        first = self.imported("ferry.jpg")
        self.imported("ferry.jpg", origin="copy.example")
        self.assertEqual(self.ask_for(f"{OLD}ferry.jpg"), {f"{OLD}ferry.jpg": first.pk})

    def test_a_long_list_takes_as_many_queries_as_a_short_one(self):
        self.imported("ferry.jpg")
        self.ask_for()
        for number in (2, 300):
            with self.assertNumQueries(4):  # session, person, files, archives
                self.ask_for(*(f"{OLD}{one}.jpg" for one in range(number)))

    def test_who_may_not_see_pictures_learns_nothing(self):
        self.client.force_login(make_user("visitor", role=None))
        answer = self.client.post(reverse("admin:articles_find_pasted_images"), {"address": f"{OLD}a.jpg"})
        self.assertEqual(answer.status_code, 403)

    def test_nothing_is_stored(self):
        self.ask_for(f"{OLD}ferry.jpg")
        self.assertFalse(Image.objects.exists())
        self.assertEqual(self.client.get(reverse("admin:articles_find_pasted_images")).status_code, 405)
